import { type CommandInput, limits, newId } from "@hiroba/protocol";
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

const notThere = { code: "NOT_FOUND", details: {} };
const createRoom = async (browser: Browser, name: string, kind: "public" | "private" = "private") =>
  (await browser.must("room.create", { id: newId(), kind, name })).entry.room.id;
const roomsOf = async (browser: Browser): Promise<string[]> => {
  const { state } = await (await browser.send("/v1/snapshot")).json();
  return Object.values<{ room: { name: string } }>(state.rooms)
    .map(({ room }) => room.name)
    .sort();
};
const accept = (browser: Browser, code: string, more: Record<string, unknown> = {}) =>
  browser.call("invite.accept", { code, id: newId(), name: "Newcomer", password, ...more });

test("a link says what it offers, and a guest comes in with a name alone", async () => {
  const code = await invite(people.aiko, "guest");
  expect(code).toMatch(/^[\w-]{43}$/);
  const emi = openBrowser(server.url);
  expect(await emi.must("invite.read", { code })).toEqual({
    workspaceName: "The Square",
    invitedBy: "Aiko",
    kind: "guest",
    rooms: ["general"],
  });
  const id = newId();
  const { user, roomId } = await emi.must("invite.accept", { code, id, name: "Emi" });
  expect(user).toMatchObject({ id, name: "Emi", username: "emi", role: "guest" });
  expect(await roomsOf(emi)).toEqual(["general"]);
  expect(roomId).toEqual(expect.any(String));
  expect(
    (await people.aiko.must("invite.list", {})).invites.find(({ path }) => path === `/join/${code}`),
  ).toMatchObject({
    uses: 1,
    createdById: people.ids.aiko,
  });
});

test("everybody hears of the newcomer, in order", async () => {
  const { secret } = await people.ben.must("token.create", { id: newId(), name: "script" });
  const ben = await connect(server.url, { token: secret });
  const id = newId();
  await openBrowser(server.url).must("invite.accept", { code: await invite(people.aiko, "guest"), id, name: "Fumi" });
  await ben.hears(({ event }) => event.type === "member.joined" && event.member.userId === id);
  const types = ben.heard.filter(({ actorId }) => actorId === id).map(({ event }) => event.type);
  expect(types).toEqual(["user.created", "member.joined"]);
  ben.close();
});

test("a member needs a password, and may choose a username", async () => {
  const code = await invite(people.aiko, "member");
  const browser = openBrowser(server.url);
  const id = newId();
  expect(refusalOf(await browser.call("invite.accept", { code, id, name: "Goro" }))).toEqual({
    code: "INVALID_INPUT",
    details: { reason: "passwordRequired" },
  });
  expect(refusalOf(await browser.call("invite.accept", { code, id, name: "Goro", username: "BEN", password }))).toEqual(
    {
      code: "CONFLICT",
      details: { reason: "usernameTaken" },
    },
  );
  expect(
    refusalOf(await browser.call("invite.accept", { code, id, name: "Goro", username: "room", password })),
  ).toEqual({
    code: "CONFLICT",
    details: { reason: "usernameTaken" },
  });
  const { user } = await browser.must("invite.accept", { code, id, name: "Goro", username: "Goro.S", password });
  expect(user).toMatchObject({ username: "goro.s", role: "member" });
  expect((await openBrowser(server.url).signIn("goro.s", password)).ok).toBe(true);
});

test("people of one name get usernames of their own", async () => {
  const code = await invite(people.aiko, "guest");
  const usernames: string[] = [];
  for (let index = 0; index < 3; index++) {
    const { user } = await openBrowser(server.url).must("invite.accept", { code, id: newId(), name: "Hana" });
    usernames.push(user.username);
  }
  expect(usernames).toEqual(["hana", "hana2", "hana3"]);
});

test("of many who use the last places of a link at once, on two nodes, as many come in as it allows", async () => {
  const other = await server.addNode();
  const code = await invite(people.aiko, "guest", { maximumUses: 3 });
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      openBrowser(index % 2 ? server.url : other.url).call("invite.accept", { code, id: newId(), name: "Ichi" }),
    ),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(3);
  for (const result of results.filter(({ ok }) => !ok)) expect(refusalOf(result)).toEqual(notThere);
});

test("a link that is unknown, revoked, expired or used up is the same: not there", async () => {
  const { pool } = server.node.app.db;
  const [revoked, expired, used] = [
    await invite(people.aiko, "guest"),
    await invite(people.aiko, "guest"),
    await invite(people.aiko, "guest", { maximumUses: 1 }),
  ];
  const { invites } = await people.aiko.must("invite.list", {});
  await people.aiko.must("invite.revoke", { inviteId: invites.find(({ path }) => path?.endsWith(revoked))?.id ?? "" });
  await pool.query("UPDATE invite SET expires_at = now() - interval '1 second' WHERE code = $1", [expired]);
  await openBrowser(server.url).must("invite.accept", { code: used, id: newId(), name: "Jun" });
  for (const code of [revoked, expired, used, "unknown", used.slice(0, -1)]) {
    expect(refusalOf(await openBrowser(server.url).call("invite.read", { code }))).toEqual(notThere);
    expect(refusalOf(await accept(openBrowser(server.url), code))).toEqual(notThere);
    expect(refusalOf(await accept(people.ben, code))).toEqual(notThere);
  }
  const left = (await people.aiko.must("invite.list", {})).invites.map(({ path }) => path);
  for (const code of [revoked, expired, used]) expect(left).not.toContain(`/join/${code}`);
});

test("only staff make, see and revoke links", async () => {
  const code = await invite(people.aiko, "guest");
  const { invites } = await people.aiko.must("invite.list", {});
  const inviteId = invites.find(({ path }) => path?.endsWith(code))?.id ?? "";
  for (const browser of [people.ben, people.dee]) {
    const refused = await Promise.all([
      browser.call("invite.create", { id: newId(), kind: "guest" }),
      browser.call("invite.list", {}),
      browser.call("invite.revoke", { inviteId }),
    ]);
    expect(refused.map((result) => refusalOf(result).code)).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
  }
  expect(refusalOf(await people.aiko.call("invite.revoke", { inviteId: newId() }))).toEqual(notThere);
});

test("a link into a private room is shown to those in it; other staff may only revoke it", async () => {
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "admin" });
  const vault = await createRoom(people.aiko, "vault");
  const code = await invite(people.aiko, "member", { roomIds: [vault] });
  const find = async (browser: typeof people.ben) => {
    const { invites } = await browser.must("invite.list", {});
    return invites.find(({ roomIds }) => roomIds.includes(vault));
  };
  expect(await find(people.aiko)).toMatchObject({ path: `/join/${code}` });
  const shown = await find(people.ben);
  expect(shown).toMatchObject({ path: null, revoked: false });
  await people.aiko.must("member.add", { roomId: vault, userId: people.ids.ben });
  expect(await find(people.ben)).toMatchObject({ path: `/join/${code}` });
  await people.aiko.must("member.remove", { roomId: vault, userId: people.ids.ben });
  await people.ben.must("invite.revoke", { inviteId: shown?.id ?? "" });
  expect(await find(people.aiko)).toBeUndefined();
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "member" });
});

test("a link ends with its maker's right to make one", async () => {
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "admin" });
  const code = await invite(people.ben, "guest");
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "member" });
  expect(refusalOf(await accept(openBrowser(server.url), code))).toEqual(notThere);
});

test("a link leads into the rooms it names and no others, as far as its maker may still enter them", async () => {
  const [garden, attic] = [await createRoom(people.aiko, "garden"), await createRoom(people.aiko, "attic")];
  const code = await invite(people.aiko, "guest", { roomIds: [attic, garden, attic] });
  const kei = openBrowser(server.url);
  const { roomId } = await kei.must("invite.accept", { code, id: newId(), name: "Kei" });
  expect(roomId).toBe(attic);
  expect(await roomsOf(kei)).toEqual(["attic", "garden"]);

  await people.aiko.must("room.leave", { roomId: attic });
  const mio = openBrowser(server.url);
  await mio.must("invite.accept", { code, id: newId(), name: "Mio" });
  expect(await roomsOf(mio)).toEqual(["garden"]);
  await people.aiko.must("room.archive", { roomId: garden });
  expect(refusalOf(await accept(openBrowser(server.url), code))).toEqual(notThere);
});

test("one does not invite into a private room one is not in", async () => {
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "admin" });
  const cellar = await createRoom(people.aiko, "cellar");
  for (const roomId of [cellar, newId()]) {
    const input = { id: newId(), kind: "guest" as const, roomIds: [roomId] };
    expect(refusalOf(await people.ben.call("invite.create", input))).toEqual(notThere);
  }
  const open = await createRoom(people.aiko, "open", "public");
  expect((await people.ben.call("invite.create", { id: newId(), kind: "guest", roomIds: [open] })).ok).toBe(true);
});

test("somebody signed in joins the link's rooms as who they are, and uses it only if that changes something", async () => {
  const lake = await createRoom(people.aiko, "lake");
  const code = await invite(people.aiko, "member", { roomIds: [lake], maximumUses: 5 });
  const { user, roomId } = await people.dee.must("invite.accept", { code, id: newId(), name: "Somebody else" });
  expect(user).toMatchObject({ id: people.ids.dee, name: "Dee", role: "guest" });
  expect(roomId).toBe(lake);
  await people.dee.must("invite.accept", { code, id: newId(), name: "Somebody else" });
  const { invites } = await people.aiko.must("invite.list", {});
  expect(invites.find(({ path }) => path?.endsWith(code))).toMatchObject({ uses: 1 });
  expect((await people.dee.must("session.list", {})).sessions).toHaveLength(1);
});

test("whoever has taken a link's last place is answered again under the same id, and nobody else comes in", async () => {
  const pond = await createRoom(people.aiko, "pond");
  const code = await invite(people.aiko, "member", { roomIds: [pond], maximumUses: 1 });
  const input = { code, id: newId(), name: "Me" };
  const first = await people.dee.must("invite.accept", input);
  expect(await people.dee.must("invite.accept", input)).toEqual(first);
  expect(refusalOf(await people.dee.call("invite.accept", { ...input, id: newId() }))).toEqual(notThere);
  expect(refusalOf(await people.ben.call("invite.accept", { ...input, id: newId() }))).toEqual(notThere);
  const other = await invite(people.aiko, "member", { roomIds: [pond] });
  const taken = { code: "CONFLICT", details: { reason: "idTaken" } };
  expect(refusalOf(await people.dee.call("invite.accept", { ...input, code: other }))).toEqual(taken);

  const once = await invite(people.aiko, "guest", { maximumUses: 1 });
  const newcomer = openBrowser(server.url);
  const entry = { code: once, id: newId(), name: "Nao" };
  const entered = await newcomer.must("invite.accept", entry);
  // Its cookie had come, its body had not.
  expect(await newcomer.must("invite.accept", entry)).toEqual(entered);
});

test("the same invite again is the first one, for its maker only", async () => {
  const roomId = await createRoom(people.aiko, "Hall", "public");
  const input: CommandInput<"invite.create"> = { id: newId(), kind: "guest", maximumUses: 2, roomIds: [roomId] };
  const first = await people.aiko.must("invite.create", input);
  const second = await people.aiko.must("invite.create", { ...input, roomIds: [roomId, roomId] });
  expect(second.invite).toEqual(first.invite);
  const taken = { code: "CONFLICT", details: { reason: "idTaken" } };
  expect(refusalOf(await people.ben.call("invite.create", input))).toEqual(taken);
  const others: Partial<typeof input>[] = [
    { kind: "member" },
    { maximumUses: 9 },
    { maximumUses: null },
    { expiresInDays: 8 },
    { roomIds: [] },
  ];
  for (const other of others) {
    expect(refusalOf(await people.aiko.call("invite.create", { ...input, ...other }))).toEqual(taken);
  }
});

test("a newcomer whose answer was lost asks again with what only they know", async () => {
  const code = await invite(people.aiko, "guest", { maximumUses: 2 });
  const input = { code, id: newId(), name: "Nao" };
  const key = { "idempotency-key": newId() };
  const first = await openBrowser(server.url).call("invite.accept", input, key);
  expect(first.ok).toBe(true);
  const again = openBrowser(server.url);
  const second = await again.call("invite.accept", input, key);
  expect(second.ok && first.ok && second.data.user).toEqual(first.ok && first.data.user);
  expect(second.ok && first.ok && second.data.roomId).toEqual(first.ok && first.data.roomId);
  expect((await again.must("session.list", {})).sessions).toHaveLength(2);

  const member = { code: await invite(people.aiko, "member"), id: newId(), name: "Oto", password };
  await openBrowser(server.url).must("invite.accept", member);
  expect((await openBrowser(server.url).call("invite.accept", member)).ok).toBe(true);
  const { invites } = await people.aiko.must("invite.list", {});
  expect(invites.find(({ path }) => path?.endsWith(member.code))).toMatchObject({ uses: 1 });
});

test("an id that everybody knows is no way into somebody's account", async () => {
  const code = await invite(people.aiko, "guest");
  const input = { code, id: newId(), name: "Rui" };
  const key = { "idempotency-key": newId() };
  expect((await openBrowser(server.url).call("invite.accept", input, key)).ok).toBe(true);
  const taken = { code: "CONFLICT", details: { reason: "idTaken" } };
  const member = await invite(people.aiko, "member");
  const attempts = [
    [input, {}],
    [input, { "idempotency-key": "another" }],
    [{ ...input, code: member }, key],
    [{ ...input, password }, {}],
    [{ ...input, id: people.ids.aiko }, key],
    [{ code: member, id: people.ids.ben, name: "Ben", password: "wrong password" }, {}],
  ] as const;
  for (const [tried, headers] of attempts) {
    const browser = openBrowser(server.url);
    expect(refusalOf(await browser.call("invite.accept", tried, headers))).toEqual(taken);
    expect(browser.cookie).toBeNull();
  }
  await server.node.app.db.pool.query("UPDATE verification SET expires_at = now() - interval '1 second'");
  expect(refusalOf(await openBrowser(server.url).call("invite.accept", input, key))).toEqual(taken);
});

test("an empty key is no proof of having asked before", async () => {
  const input = { code: await invite(people.aiko, "guest"), id: newId(), name: "Emi" };
  const empty = { "idempotency-key": "" };
  expect((await openBrowser(server.url).call("invite.accept", input, empty)).ok).toBe(true);
  const taken = { code: "CONFLICT", details: { reason: "idTaken" } };
  expect(refusalOf(await openBrowser(server.url).call("invite.accept", input, empty))).toEqual(taken);
});

test("a password is not guessed by asking again", async () => {
  const input = { code: await invite(people.aiko, "member"), id: newId(), name: "Sora", password };
  await openBrowser(server.url).must("invite.accept", input);
  const codes: string[] = [];
  for (let index = 0; index < 12; index++) {
    const guess = await openBrowser(server.url).call("invite.accept", { ...input, password: `guess number ${index}` });
    codes.push(refusalOf(guess).code);
  }
  expect(new Set(codes)).toEqual(new Set(["CONFLICT", "RATE_LIMITED"]));
  expect(codes.indexOf("RATE_LIMITED")).toBeLessThan(11);
});

test("of too many rooms that everybody joins a newcomer joins the oldest", async () => {
  const { pool } = server.node.app.db;
  await pool.query(
    `INSERT INTO room (id, kind, name, auto_join, created_at)
     SELECT gen_random_uuid(), 'public', 'crowd', true, now() + interval '1 hour' FROM generate_series(1, $1::int)`,
    [limits.autoJoinRooms + 10],
  );
  const code = await invite(people.aiko, "guest");
  const { rooms } = await openBrowser(server.url).must("invite.read", { code });
  const browser = openBrowser(server.url);
  await browser.must("invite.accept", { code, id: newId(), name: "Nao" });
  expect((await roomsOf(browser)).sort()).toEqual(rooms.sort());
  expect(rooms).toContain("general");
  expect(rooms).toHaveLength(limits.autoJoinRooms);
});
