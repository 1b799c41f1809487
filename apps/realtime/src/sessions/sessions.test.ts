import { limits, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, refusalOf } from "../authentication/testing/browser.ts";
import { invite, moveIn, type People, password } from "../authentication/testing/people.ts";
import { call, connect } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

async function signedIn(username: string) {
  const browser = openBrowser(server.url);
  const result = await browser.signIn(username, password);
  expect(result.ok).toBe(true);
  return browser;
}

const isIn = async (browser: ReturnType<typeof openBrowser>) => (await browser.call("session.list", {})).ok;

test("a person sees their own devices, which one this is, and no secrets", async () => {
  const phone = openBrowser(server.url);
  await phone.send("/api/auth/sign-in/username", {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, "user-agent": "Phone/1.0\u00a0(Test)" },
    body: JSON.stringify({ username: "aiko", password }),
  });
  const { sessions } = await phone.must("session.list", {});
  expect(sessions).toHaveLength(2);
  expect(sessions.filter(({ current }) => current)).toMatchObject([
    { userAgent: expect.stringContaining("Phone/1.0") },
  ]);
  for (const session of sessions) {
    expect(Object.keys(session).sort()).toEqual(["createdAt", "current", "id", "lastUsedAt", "userAgent"]);
  }
});

test("somebody else's session, and none, look the same", async () => {
  const { sessions } = await people.aiko.must("session.list", {});
  for (const sessionId of [sessions[0]?.id ?? "", newId()]) {
    expect(refusalOf(await people.ben.call("session.revoke", { sessionId }))).toEqual({
      code: "NOT_FOUND",
      details: {},
    });
  }
  expect(await isIn(people.aiko)).toBe(true);
});

test("signing out ends this session alone and takes the cookie; everywhere ends them all", async () => {
  const [laptop, phone, tablet] = [await signedIn("ben"), await signedIn("ben"), await signedIn("ben")];
  const old = phone.cookie;
  await phone.must("session.signOut", {});
  expect(phone.cookie).toBeNull();
  expect(phone.setCookies).toEqual([
    expect.stringMatching(/^hiroba_session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  phone.cookie = old;
  expect([await isIn(phone), await isIn(laptop), await isIn(tablet)]).toEqual([false, true, true]);

  await laptop.must("session.signOut", { everywhere: true });
  expect([await isIn(laptop), await isIn(tablet), await isIn(people.ben)]).toEqual([false, false, false]);
  await people.ben.signIn("ben", password);
});

test("all the other devices can be signed out", async () => {
  const [laptop, phone] = [await signedIn("aiko"), await signedIn("aiko")];
  await phone.must("session.revokeOthers", {});
  expect([await isIn(laptop), await isIn(phone), await isIn(people.aiko)]).toEqual([false, true, false]);
  const { seq } = await phone.must("session.revokeOthers", {});
  expect((await phone.must("session.revokeOthers", {})).seq).toBe(seq);
  await people.aiko.signIn("aiko", password);
});

test("a password changes only for who knows it, and whoever else knew it is signed out", async () => {
  const [laptop, phone] = [await signedIn("ben"), await signedIn("ben")];
  const { path } = await laptop.must("deviceLink.create", {});
  const next = "battery staple";
  const wrong = { code: "INVALID_INPUT", details: { reason: "wrongPassword" } };
  expect(refusalOf(await phone.call("password.change", { current: "wrong password", next }))).toEqual(wrong);
  expect(refusalOf(await phone.call("password.change", { current: null, next }))).toEqual(wrong);
  expect(refusalOf(await phone.call("password.change", { current: "", next }))).toEqual(wrong);
  expect(refusalOf(await phone.call("password.change", { current: password, next: "short" })).code).toBe(
    "INVALID_INPUT",
  );
  expect(await isIn(laptop)).toBe(true);

  await phone.must("password.change", { current: password, next });
  expect([await isIn(phone), await isIn(laptop), await isIn(people.ben)]).toEqual([true, false, false]);
  const code = path.slice("/link/".length);
  expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code })).code).toBe("NOT_FOUND");
  expect((await openBrowser(server.url).signIn("ben", password)).ok).toBe(false);
  expect((await people.ben.signIn("ben", next)).ok).toBe(true);
  await people.ben.must("password.change", { current: next, next: password });
});

test("with a new password the browser gets a new session, and a copy of its old cookie is worth nothing", async () => {
  const phone = await signedIn("ben");
  const copy = openBrowser(server.url);
  copy.cookie = phone.cookie;
  expect(await isIn(copy)).toBe(true);
  await phone.must("password.change", { current: password, next: "battery staple" });
  expect(phone.setCookies).toEqual([
    expect.stringMatching(/^hiroba_session=[^;]{40,}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
  expect(phone.cookie).not.toBe(copy.cookie);
  expect([await isIn(phone), await isIn(copy)]).toEqual([true, false]);
  const { sessions } = await phone.must("session.list", {});
  expect(sessions).toMatchObject([{ current: true }]);
  const replayed = await copy.call("password.change", { current: "battery staple", next: "taken over" });
  expect(refusalOf(replayed).code).toBe("UNAUTHENTICATED");
  await phone.must("password.change", { current: "battery staple", next: password });
  await people.ben.signIn("ben", password);
});

test("strangers who ask for somebody's id do not keep them from changing their password", async () => {
  const guess = { code: await invite(people.aiko, "guest"), id: people.ids.ben, name: "Ben" };
  const answers: string[] = [];
  for (let count = 0; count < 11; count++)
    answers.push(refusalOf(await openBrowser(server.url).call("invite.accept", guess)).code);
  expect(answers.at(-1)).toBe("RATE_LIMITED");
  const phone = await signedIn("ben");
  await phone.must("password.change", { current: password, next: "battery staple" });
  await phone.must("password.change", { current: "battery staple", next: password });
  await people.ben.signIn("ben", password);
});

test("a refused change leaves the session as it is", async () => {
  const phone = await signedIn("ben");
  const { cookie } = phone;
  await phone.call("password.change", { current: "wrong password", next: "battery staple" });
  expect([phone.cookie, phone.setCookies, await isIn(phone)]).toEqual([cookie, [], true]);
});

test("a new password leaves no device link behind, though no other session ends with it", async () => {
  const phone = await signedIn("ben");
  await phone.must("session.revokeOthers", {});
  const { path } = await phone.must("deviceLink.create", {});
  await phone.must("password.change", { current: password, next: "battery staple" });
  const code = path.slice("/link/".length);
  expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code })).code).toBe("NOT_FOUND");
  await phone.must("password.change", { current: "battery staple", next: password });
  await people.ben.signIn("ben", password);
});

test("of two who change the password at once one wins", async () => {
  const [laptop, phone] = [await signedIn("ben"), await signedIn("ben")];
  const results = await Promise.all([
    laptop.call("password.change", { current: password, next: "battery staple" }),
    phone.call("password.change", { current: password, next: "another password" }),
  ]);
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  const [winner, next] = results[0]?.ok
    ? ([laptop, "battery staple"] as const)
    : ([phone, "another password"] as const);
  await winner.must("password.change", { current: next, next: password });
  await people.ben.signIn("ben", password);
});

test("a sign-in that started before the password changed does not survive it", async () => {
  const browser = openBrowser(server.url);
  const [change, ...signIns] = await Promise.all([
    people.ben.call("password.change", { current: password, next: "battery staple" }),
    ...Array.from({ length: 4 }, async () => {
      const late = openBrowser(server.url);
      await late.signIn("ben", password);
      return late;
    }),
  ]);
  expect(change.ok).toBe(true);
  for (const late of signIns) expect(await isIn(late)).toBe(false);
  expect((await browser.signIn("ben", "battery staple")).ok).toBe(true);
  await browser.must("password.change", { current: "battery staple", next: password });
  await people.ben.signIn("ben", password);
});

test("guesses by a stolen session are counted", async () => {
  const thief = await signedIn("aiko");
  let outcome = "";
  for (let index = 0; index < 11; index++) {
    outcome = refusalOf(await thief.call("password.change", { current: `guess ${index}`, next: "taken over" })).code;
  }
  expect(outcome).toBe("RATE_LIMITED");
});

test("a change whose password could not be looked at costs none of the tries", async () => {
  const { pool } = server.node.app.db;
  const phone = await signedIn("ben");
  const swap = async (hash: string) => {
    const { rows } = await pool.query<{ password: string }>(
      `UPDATE account a SET password = $2 FROM account old WHERE a.user_id = $1 AND old.id = a.id RETURNING old.password`,
      [people.ids.ben, hash],
    );
    return rows[0]?.password ?? "";
  };
  // At a cost that there is none of.
  const hash = await swap("scrypt$3$8$5$c2FsdA$a2V5");
  for (let index = 0; index < 11; index++) {
    const refused = await phone.call("password.change", { current: password, next: "battery staple" });
    expect(refusalOf(refused).code).toBe("INTERNAL");
  }
  await swap(hash);
  await phone.must("password.change", { current: password, next: password });
  await people.ben.signIn("ben", password);
});

test("a guest sets a first password, and then signs in with it", async () => {
  await people.dee.must("password.change", { current: null, next: "my first one" });
  expect(refusalOf(await people.dee.call("password.change", { current: null, next: "another one" }))).toMatchObject({
    details: { reason: "wrongPassword" },
  });
  expect((await openBrowser(server.url).signIn("dee", "my first one")).ok).toBe(true);
});

test("what takes a signed-in browser is not for tokens", async () => {
  const { secret } = await people.aiko.must("token.create", { id: newId(), name: "script" });
  const refused = await Promise.all([
    call(server.url, { token: secret }, "session.signOut", {}),
    call(server.url, { token: secret }, "session.revokeOthers", {}),
    call(server.url, { token: secret }, "password.change", { current: password, next: "taken over" }),
    call(server.url, { token: secret }, "token.create", { id: newId(), name: "child" }),
    call(server.url, { token: secret }, "deviceLink.create", {}),
  ]);
  expect(refused.map((result) => refusalOf(result).code)).toEqual(Array(5).fill("FORBIDDEN"));
});

test("a person has a bounded number of sessions; the ones used least lately end, and everybody hears", async () => {
  const { pool } = server.node.app.db;
  await pool.query(
    `INSERT INTO session (id, token, user_id, expires_at, updated_at)
     SELECT gen_random_uuid(), gen_random_uuid()::text, $1, now() + interval '1 day', now() - make_interval(days => n)
     FROM generate_series(1, $2::int) n`,
    [people.ids.dee, limits.sessionsPerUser + 5],
  );
  const { rows: oldest } = await pool.query("SELECT id FROM session WHERE user_id = $1 ORDER BY updated_at LIMIT 1", [
    people.ids.dee,
  ]);
  const browser = openBrowser(server.url);
  expect((await browser.signIn("dee", "my first one")).ok).toBe(true);
  const { sessions } = await browser.must("session.list", {});
  expect(sessions).toHaveLength(limits.sessionsPerUser);
  expect(sessions.map(({ id }) => id)).not.toContain(oldest[0].id);
  const { rows } = await pool.query("SELECT body FROM event WHERE topic = $1 ORDER BY seq DESC LIMIT 1", [
    `user:${people.ids.dee}`,
  ]);
  expect(rows[0].body).toMatchObject({ type: "session.ended", sessionIds: expect.arrayContaining([oldest[0].id]) });
});

test("devices hear which sessions ended, others do not", async () => {
  const { secret } = await people.ben.must("token.create", { id: newId(), name: "script" });
  const { secret: foreign } = await people.aiko.must("token.create", { id: newId(), name: "script" });
  const [own, other] = await Promise.all([secret, foreign].map((token) => connect(server.url, { token })));
  const phone = await signedIn("ben");
  await phone.must("session.signOut", {});
  await own?.hears(({ event }) => event.type === "session.ended");
  expect(other?.heard.some(({ event }) => event.type === "session.ended")).toBe(false);
  own?.close();
  other?.close();
});
