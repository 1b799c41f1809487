import { type Id, newId, type Role } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, openBrowser, refusalOf } from "../authentication/testing/browser.ts";
import { invite, moveIn, type People, password } from "../authentication/testing/people.ts";
import { connect } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

async function join(name: string, role: Role = "member"): Promise<{ browser: Browser; id: Id }> {
  const browser = openBrowser(server.url);
  const id = newId();
  await browser.must("invite.accept", { code: await invite(people.aiko, "member"), id, name, password });
  if (role !== "member") await people.aiko.must("user.setRole", { userId: id, role });
  return { browser, id };
}

test("a person changes name and username, everybody hears, and the new username signs in", async () => {
  const { secret } = await people.aiko.must("token.create", { id: newId(), name: "script" });
  const aiko = await connect(server.url, { token: secret });
  const { user, seq } = await people.ben.must("user.updateProfile", { name: "Benjamin", username: "BENJAMIN" });
  expect(user).toMatchObject({ id: people.ids.ben, name: "Benjamin", username: "benjamin", rev: seq });
  const heard = await aiko.hears(({ event }) => event.type === "user.updated");
  expect(heard).toMatchObject({ seq, topic: "workspace", actorId: people.ids.ben, event: { user } });
  aiko.close();
  expect((await openBrowser(server.url).signIn("benjamin", password)).ok).toBe(true);
  expect((await openBrowser(server.url).signIn("ben", password)).ok).toBe(false);

  expect((await people.ben.must("user.updateProfile", { name: "Benjamin" })).seq).toBe(seq);
  expect((await people.ben.must("user.updateProfile", {})).seq).toBe(seq);
  await people.ben.must("user.updateProfile", { name: "Ben", username: "ben" });
});

test("a username that somebody has is refused, also when two take it at once", async () => {
  const taken = { code: "CONFLICT", details: { reason: "usernameTaken" } };
  expect(refusalOf(await people.ben.call("user.updateProfile", { username: "aiko" }))).toEqual(taken);
  expect(refusalOf(await people.ben.call("user.updateProfile", { username: "ａｉｋｏ" }))).toEqual(taken);
  expect(refusalOf(await people.ben.call("user.updateProfile", { username: "room" }))).toEqual(taken);
  const results = await Promise.all([
    people.ben.call("user.updateProfile", { username: "wanted" }),
    people.dee.call("user.updateProfile", { username: "wanted" }),
  ]);
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});

test("roles are given by those above to those below", async () => {
  const [admin, other, member] = [await join("Emi", "admin"), await join("Fumi", "admin"), await join("Goro")];
  const table: [Browser, Id, Role, string | null][] = [
    [member.browser, admin.id, "guest", "FORBIDDEN"],
    [member.browser, member.id, "owner", "FORBIDDEN"],
    [admin.browser, people.ids.aiko, "guest", "FORBIDDEN"],
    [admin.browser, other.id, "guest", "FORBIDDEN"],
    [admin.browser, admin.id, "owner", "FORBIDDEN"],
    [admin.browser, member.id, "admin", "FORBIDDEN"],
    [admin.browser, member.id, "owner", "FORBIDDEN"],
    [people.aiko, people.ids.aiko, "guest", "FORBIDDEN"],
    [admin.browser, newId(), "guest", "NOT_FOUND"],
    [admin.browser, member.id, "guest", null],
    [admin.browser, member.id, "member", null],
    [people.aiko, member.id, "admin", null],
    [people.aiko, member.id, "owner", null],
    [people.aiko, member.id, "member", "FORBIDDEN"],
  ];
  for (const [browser, userId, role, expected] of table) {
    const result = await browser.call("user.setRole", { userId, role });
    expect(result.ok ? null : result.error.code).toBe(expected);
  }
});

test("accounts are closed by those above, and nobody closes the owner's or their own", async () => {
  const [admin, member] = [await join("Hana", "admin"), await join("Ichi")];
  const table: [Browser, Id, string | null][] = [
    [member.browser, people.ids.dee, "FORBIDDEN"],
    [member.browser, member.id, "FORBIDDEN"],
    [admin.browser, people.ids.aiko, "FORBIDDEN"],
    [admin.browser, admin.id, "FORBIDDEN"],
    [people.aiko, people.ids.aiko, "FORBIDDEN"],
    [admin.browser, newId(), "NOT_FOUND"],
    [admin.browser, member.id, null],
    [people.aiko, admin.id, null],
  ];
  for (const [browser, userId, expected] of table) {
    const result = await browser.call("user.setDeactivated", { userId, deactivated: true });
    expect(result.ok ? null : result.error.code).toBe(expected);
  }
  expect(refusalOf(await admin.browser.call("user.setRole", { userId: people.ids.dee, role: "member" })).code).toBe(
    "UNAUTHENTICATED",
  );
});

test("a person who is cut off hears why first", async () => {
  const { browser, id } = await join("Jun");
  const { secret } = await browser.must("token.create", { id: newId(), name: "script" });
  const device = await connect(server.url, { token: secret });
  const closed = new Promise((resolve) => device.socket.once("disconnect", resolve));
  await people.aiko.must("user.setDeactivated", { userId: id, deactivated: true });
  await closed;
  const types = device.heard.map(({ event }) => event.type);
  expect(types.slice(-2)).toEqual(["session.ended", "token.revoked"]);
});
