import { newId } from "@hiroba/protocol";
import { afterEach, expect, test } from "vitest";
import { openBrowser, refusalOf } from "../authentication/testing/browser.ts";
import { readEvents, takeSnapshot } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer | undefined;
afterEach(() => server?.close());

const input = { workspaceName: "The Square", name: "Aiko Tanaka", password: "correct horse" };

test("the first to come sets the workspace up, is its owner, signed in, and stands in #general", async () => {
  server = await startTestServer();
  const aiko = openBrowser(server.url);
  expect(await aiko.must("workspace.status", {})).toEqual({ setUp: false, name: null });

  const { user, roomId, seq } = await aiko.must("workspace.setUp", input);
  expect(user).toMatchObject({ name: "Aiko Tanaka", username: "aiko.tanaka", role: "owner", deactivated: false });
  expect(await aiko.must("workspace.status", {})).toEqual({ setUp: true, name: "The Square" });

  const snapshot = await (await aiko.send("/v1/snapshot")).json();
  expect(snapshot.state).toMatchObject({
    userId: user.id,
    workspace: { name: "The Square", rev: 1 },
    users: { [user.id]: user },
    rooms: { [roomId]: { room: { name: "general", kind: "public", autoJoin: true }, membership: { role: "admin" } } },
  });
  const { rows } = await server.node.app.db.pool.query(
    "SELECT seq, topic, body->>'type' AS type FROM event ORDER BY seq",
  );
  expect(rows.map(({ type }) => type)).toEqual(["workspace.updated", "user.created", "member.joined", "room.joined"]);
  expect(rows.map(({ topic }) => topic)).toEqual(["workspace", "workspace", `room:${roomId}`, `user:${user.id}`]);
  expect(seq).toBe(4);
});

test("of two who set up at once one wins, and nothing of the other is left", async () => {
  server = await startTestServer();
  const other = await server.addNode();
  const results = await Promise.all([
    openBrowser(server.url).call("workspace.setUp", input),
    openBrowser(other.url).call("workspace.setUp", { ...input, name: "Ben" }),
    openBrowser(server.url).call("workspace.setUp", { ...input, name: "Chika" }),
  ]);
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  for (const result of results.filter(({ ok }) => !ok)) {
    expect(refusalOf(result)).toEqual({ code: "CONFLICT", details: { reason: "alreadySetUp" } });
  }
  for (const table of ["workspace", '"user"', "room", "session", "account"]) {
    const { rows } = await server.node.app.db.pool.query(`SELECT count(*)::int AS count FROM ${table}`);
    expect({ table, ...rows[0] }).toEqual({ table, count: 1 });
  }
});

test("the owner renames the workspace, everybody hears, a member may not", async () => {
  server = await startTestServer();
  const aiko = openBrowser(server.url);
  await aiko.must("workspace.setUp", input);
  const { invite } = await aiko.must("invite.create", { id: newId(), kind: "member" });
  const ben = openBrowser(server.url);
  const code = invite.path?.slice("/join/".length) ?? "";
  await ben.must("invite.accept", { code, id: newId(), name: "Ben", password: "battery staple" });
  const { secret } = await ben.must("token.create", { id: newId(), name: "script" });
  const { cursor } = await takeSnapshot(server.url, { token: secret } as never);

  expect(refusalOf(await ben.call("workspace.update", { name: "Mine" }))).toMatchObject({ code: "FORBIDDEN" });
  const { workspace, seq } = await aiko.must("workspace.update", { name: "The Market" });
  expect(workspace).toMatchObject({ name: "The Market", rev: seq });
  const { events } = await readEvents(server.url, { token: secret } as never, { since: cursor });
  expect(events).toMatchObject([{ topic: "workspace", event: { type: "workspace.updated", workspace } }]);
  expect((await aiko.must("workspace.update", { name: "The Market" })).seq).toBe(seq);
});
