import { setTimeout as pause } from "node:timers/promises";
import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Node } from "../src/server.ts";
import { type Cast, createCast, createPerson } from "../src/testing/cast.ts";
import { connect, must, refused, type TestSocket, toAuthorization } from "../src/testing/device.ts";
import { judge } from "../src/testing/judge.ts";
import { startTestServer, type TestServer } from "../src/testing/node.ts";
import { type SyncedDevice, startDevice } from "../src/testing/synced-device.ts";
import { carriers, listen } from "../src/transports/testing/listen.ts";
import { layPostgresLine, type PostgresLine } from "./support/postgres-line.ts";
import { scaled } from "./support/scale.ts";

/*
 * Two nodes on one database, and a bad line between the second and PostgreSQL. What is said on the first must reach the
 * devices of the second all the same, by the poll that does not trust notifications.
 */

let server: TestServer;
let cast: Cast;
let line: PostgresLine;
let far: Node;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
  line = await layPostgresLine(server.databaseUrl);
  far = await server.addNode({ DATABASE_URL: line.url });
});
afterAll(async () => {
  await server.close();
  await line.close();
});

const toMessage = (body: string) => ({ id: newId(), roomId: cast.generalId, body });

/** Milliseconds until what is said on one node is heard by a socket. */
async function timeSaying(url: string, ear: TestSocket): Promise<number> {
  const startedAt = performance.now();
  const { seq } = await must(url, cast.aiko, "message.send", toMessage("how long?"));
  await ear.hears((envelope) => envelope.seq === seq);
  return performance.now() - startedAt;
}

async function startDevices(): Promise<SyncedDevice[]> {
  return Promise.all(
    transportNames.map((transport) =>
      startDevice({ name: `far, by ${transport}`, person: cast.ben, url: far.url, transport, rooms: [cast.generalId] }),
    ),
  );
}

/** Talks on both nodes by turns, and from the devices, and lets the judge look at what they hold. */
async function talkAndJudge(devices: readonly SyncedDevice[]): Promise<string[]> {
  let last = 0;
  for (let turn = 0; turn < scaled({ selection: 20, whole: 200 }); turn++) {
    const { seq } = await must(turn % 2 ? far.url : server.url, cast.aiko, "message.send", toMessage(`turn ${turn}`));
    last = seq;
    devices[turn % devices.length]?.send(cast.generalId, `said at turn ${turn} ${newId()}`);
  }
  await Promise.all(devices.map((device) => device.until(({ outbox }) => outbox.length === 0, "an empty outbox")));
  const { seq } = await must(server.url, cast.aiko, "message.send", toMessage("the end"));
  await Promise.all(devices.map((device) => device.reaches(Math.max(seq, last))));
  return judge({ pool: server.node.app.db.pool, url: server.url, devices });
}

const handlings = ["double", "drop", { delayMs: 2_000 }] as const;

it("nothing is lost, doubled or put out of order while notifications are late, doubled and dropped, and break off", async () => {
  const devices = await startDevices();
  let turn = 0;
  const harassing = setInterval(() => {
    line.notify(handlings[turn++ % handlings.length] ?? "drop");
    line.cutListeners();
  }, 150);
  const found = await talkAndJudge(devices);
  clearInterval(harassing);
  line.notify("pass");
  expect(found).toEqual([]);
  await Promise.all(devices.map((device) => device.close()));
});

it.each(handlings)("only latency suffers, and only between the nodes: %j", async (handling) => {
  line.notify(handling);
  const ear = await connect(far.url, cast.ben);
  // What a node's own people say never waits for a notification: far below the poll's interval.
  expect(Math.min(await timeSaying(far.url, ear), await timeSaying(far.url, ear))).toBeLessThan(500);
  expect(await timeSaying(server.url, ear)).toBeLessThan(1_500);
  ear.close();
  line.notify("pass");
});

it("an idle node asks little of the database, whether or not notifications come", async () => {
  line.notify("drop");
  const before = line.answered();
  const cpu = process.cpuUsage();
  await pause(3_000);
  line.notify("pass");
  const { user, system } = process.cpuUsage(cpu);
  // Polls of the log every 700 ms; the CPU is that of both nodes and of this test.
  expect(line.answered() - before).toBeLessThanOrEqual(12);
  expect((user + system) / 1_000).toBeLessThan(1_000);
});

it("who loses a token is out within a second, on every transport of a node that hears no notification (L15)", async () => {
  line.notify("drop");
  for (let round = 0; round < scaled({ selection: 2, whole: 10 }); round++) {
    const since = server.node.app.tail.cursor();
    const eve = await createPerson(server.node.app, `eve${round}`);
    const { tokens } = await must(server.url, eve, "token.list", {});
    const listeners = carriers.map((carrier) => listen(carrier, { url: far.url, proof: toAuthorization(eve), since }));
    await expect.poll(() => listeners.every(({ heard }) => heard.length > 0), { timeout: 5_000 }).toBe(true);
    await must(server.url, eve, "token.revoke", { tokenId: tokens[0]?.id ?? "" });
    const revokedAt = performance.now();
    await Promise.all(listeners.map(({ ended }) => ended));
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    expect(await refused(far.url, eve, "room.list", {})).toMatchObject({ code: "UNAUTHENTICATED" });
  }
  line.notify("pass");
});

it("who is put out of a room hears nothing of it a second later, on a node that hears no notification (L15)", async () => {
  line.notify("drop");
  const roomId = newId();
  await must(server.url, cast.aiko, "room.create", { id: roomId, kind: "private", name: "Kitchen" });
  await must(server.url, cast.aiko, "member.add", { roomId, userId: cast.dee.id });
  const since = server.node.app.tail.cursor();
  const listeners = carriers.map((carrier) =>
    listen(carrier, { url: far.url, proof: toAuthorization(cast.dee), since }),
  );
  const hearing = (text: string) => listeners.filter(({ heard }) => heard.join("").includes(text)).length;
  await must(server.url, cast.aiko, "message.send", { id: newId(), roomId, body: "a word to all" });
  await expect.poll(() => hearing("a word to all"), { timeout: 5_000 }).toBe(carriers.length);
  await must(server.url, cast.aiko, "member.remove", { roomId, userId: cast.dee.id });
  await pause(1_000);
  expect(await refused(far.url, cast.dee, "message.list", { roomId })).toMatchObject({ code: "NOT_FOUND" });
  await must(far.url, cast.aiko, "message.send", { id: newId(), roomId, body: "a secret" });
  await must(far.url, cast.aiko, "message.send", toMessage("for all again"));
  await expect.poll(() => hearing("for all again"), { timeout: 5_000 }).toBe(carriers.length);
  expect(hearing("a secret")).toBe(0);
  for (const listener of listeners) listener.close();
  line.notify("pass");
});
