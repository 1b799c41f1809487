import { createHmac } from "node:crypto";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Node } from "../server.ts";
import { SESSION_DAYS } from "../sessions/session-writes.ts";
import { call, connect } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { createTokenSecret } from "../tokens/token-secret.ts";
import { sweep } from "./sweep.ts";
import { type Browser, openBrowser, refusalOf } from "./testing/browser.ts";
import { invite, moveIn, type People, password } from "./testing/people.ts";

let server: TestServer;
let other: Node;
let people: People;
beforeAll(async () => {
  server = await startTestServer();
  other = await server.addNode();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

const authenticate = (headers: Record<string, string>, token?: string, node: Node = server.node) =>
  node.app.authentication.authenticate({ headers: new Headers(headers), ...(token !== undefined && { token }) });

const createToken = async (browser: Browser) =>
  (await browser.must("token.create", { id: newId(), name: "script" })).secret;

test("a cookie and a token each prove who sent them, on every node", async () => {
  const cookie = people.aiko.cookie ?? "";
  const secret = await createToken(people.aiko);
  const bySession = { userId: people.ids.aiko, sessionId: expect.any(String), tokenId: null };
  const byToken = { userId: people.ids.aiko, sessionId: null, tokenId: expect.any(String) };
  for (const node of [server.node, other]) {
    expect(await authenticate({ cookie }, undefined, node)).toEqual(bySession);
    expect(await authenticate({ authorization: `Bearer ${secret}` }, undefined, node)).toEqual(byToken);
    expect(await authenticate({}, secret, node)).toEqual(byToken);
    expect(await authenticate({ cookie, authorization: `Bearer ${secret}` }, undefined, node)).toEqual(byToken);
  }
});

test("a cookie does not make up for a bad token", async () => {
  const cookie = people.aiko.cookie ?? "";
  for (const bad of [createTokenSecret(), "", "hiroba_", "undefined"]) {
    expect(await authenticate({ cookie, authorization: `Bearer ${bad}` })).toBeNull();
    expect(await authenticate({ cookie }, bad)).toBeNull();
  }
  await expect(connect(server.url, { token: createTokenSecret() })).rejects.toMatchObject({
    failure: { code: "UNAUTHENTICATED" },
  });
});

test("a cookie counts only with this server's signature", async () => {
  const [name = "", value = ""] = (people.aiko.cookie ?? "").split("=");
  const [token = "", signature = ""] = decodeURIComponent(value).split(".");
  const sign = (secret: string) => createHmac("sha256", secret).update(token).digest("base64");
  expect(signature).toBe(sign(server.node.app.env.HIROBA_SECRET));
  expect(await authenticate({ cookie: `${name}=${value}` })).not.toBeNull();
  const forged = [
    token,
    `${token}.`,
    `.${signature}`,
    `${token}.${sign("another secret")}`,
    `${token}x.${signature}`,
    ".",
  ];
  for (const text of forged) expect(await authenticate({ cookie: `${name}=${encodeURIComponent(text)}` })).toBeNull();
  expect(await authenticate({ cookie: `better-auth.session_token=${value}` })).toBeNull();
});

test("revoking a session closes what it opened within a second, on every node, and refuses its cookie", async () => {
  const victim = openBrowser(server.url);
  await victim.signIn("ben", password);
  const cookie = victim.cookie ?? "";
  // Both nodes remember it.
  for (const node of [server.node, other]) expect(await authenticate({ cookie }, undefined, node)).not.toBeNull();
  const polls = [server.url, other.url].map((url) => ({
    url,
    answered: fetch(`${url}/v1/events?wait=25`, { headers: { cookie, "x-hiroba-client": "1" } }).then(() =>
      performance.now(),
    ),
  }));
  const { sessions } = await victim.must("session.list", {});
  const sessionId = sessions.find(({ current }) => current)?.id ?? "";
  const isWaiting = ({ app }: Node) => [...app.hub.all()].some((connection) => connection.sessionId === sessionId);
  await expect.poll(() => [server.node, other].every(isWaiting)).toBe(true);

  const start = performance.now();
  await people.ben.must("session.revoke", { sessionId });
  expect(await authenticate({ cookie })).toBeNull();
  for (const { answered } of polls) expect((await answered) - start).toBeLessThan(1_000);
  await expect.poll(() => authenticate({ cookie }, undefined, other), { timeout: 1_000 }).toBeNull();
  for (const url of [server.url, other.url]) {
    const response = await fetch(`${url}/v1/snapshot`, { headers: { cookie, "x-hiroba-client": "1" } });
    expect(response.status).toBe(401);
  }
});

test("revoking a token closes its sockets within a second, on every node, and refuses it", async () => {
  const { secret, token } = await people.ben.must("token.create", { id: newId(), name: "script" });
  const sockets = await Promise.all([server.url, other.url].map((url) => connect(url, { token: secret })));
  const closed = sockets.map(({ socket }) => new Promise((resolve) => socket.once("disconnect", resolve)));
  const start = performance.now();
  await people.ben.must("token.revoke", { tokenId: token.id });
  await Promise.all(closed);
  expect(performance.now() - start).toBeLessThan(1_000);
  for (const { url } of [server.node, other]) {
    expect(refusalOf(await call(url, { token: secret }, "session.list", {}))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
  }
});

test("a closed account is refused by every credential, on every node, and opens again with the password only", async () => {
  const code = await invite(people.aiko, "member");
  const chika = openBrowser(server.url);
  const id = newId();
  const acceptance = { code, id, name: "Chika", password };
  await chika.must("invite.accept", acceptance);
  const cookie = chika.cookie ?? "";
  const secret = await createToken(chika);
  const { path } = await chika.must("deviceLink.create", {});
  const socket = await connect(other.url, { token: secret });
  const closed = new Promise((resolve) => socket.socket.once("disconnect", resolve));

  await people.aiko.must("user.setDeactivated", { userId: id, deactivated: true });
  await closed;
  const stranger = openBrowser(server.url);
  const attempts = async () => ({
    cookie: (await authenticate({ cookie })) ?? (await authenticate({ cookie }, undefined, other)),
    token: (await authenticate({}, secret)) ?? (await authenticate({}, secret, other)),
    password: (await stranger.signIn("chika", password)).ok,
    link: (await stranger.call("deviceLink.accept", { code: path.slice("/link/".length) })).ok,
    invite: (await stranger.call("invite.accept", acceptance)).ok,
  });
  expect(await attempts()).toEqual({ cookie: null, token: null, password: false, link: false, invite: false });

  await people.aiko.must("user.setDeactivated", { userId: id, deactivated: false });
  const { password: byPassword, invite: _repeated, ...others } = await attempts();
  expect(byPassword).toBe(true);
  expect(others).toEqual({ cookie: null, token: null, link: false });
});

test("a session that outlived its account's closing is refused all the same", async () => {
  const code = await invite(people.aiko, "member");
  const browser = openBrowser(server.url);
  const id = newId();
  await browser.must("invite.accept", { code, id, name: "Emi", password });
  const secret = await createToken(browser);
  await server.node.app.db.pool.query(`UPDATE "user" SET deactivated_at = now() WHERE id = $1`, [id]);
  expect(await authenticate({ cookie: browser.cookie ?? "" }, undefined, other)).toBeNull();
  expect(await authenticate({}, secret, other)).toBeNull();
});

test("what is looked up while it ends is not remembered", async () => {
  const browser = openBrowser(server.url);
  await browser.signIn("ben", password);
  const cookie = browser.cookie ?? "";
  const { sessions } = await browser.must("session.list", {});
  const current = sessions.find((session) => session.current)?.id ?? "";
  // The other node has never seen it: its lookup and the news that it ended cross each other.
  const lookups = Array.from({ length: 20 }, () => authenticate({ cookie }, undefined, other));
  await people.ben.must("session.revoke", { sessionId: current });
  await Promise.all(lookups);
  await expect.poll(() => authenticate({ cookie }, undefined, other), { timeout: 1_000, interval: 20 }).toBeNull();
  const caller = { userId: people.ids.ben, sessionId: current, tokenId: null };
  await expect.poll(() => other.app.authentication.hasEnded(caller), { timeout: 1_000 }).toBe(true);
});

test("a thousand devices that come back at once cost a few queries, and a second time none", async () => {
  const { pool } = other.app.db;
  const secrets = Array.from({ length: 1_000 }, createTokenSecret);
  const { hashSecret } = await import("./secrets.ts");
  await pool.query(
    "INSERT INTO access_token (id, user_id, name, hash) SELECT gen_random_uuid(), $1, 'many', unnest($2::bytea[])",
    [people.ids.aiko, secrets.map(hashSecret)],
  );
  const before = await countQueries(other, async () => {
    const callers = await Promise.all(secrets.map((secret) => authenticate({}, secret, other)));
    expect(callers.every((caller) => caller?.userId === people.ids.aiko)).toBe(true);
  });
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(10);
  expect(await countQueries(other, () => Promise.all(secrets.map((secret) => authenticate({}, secret, other))))).toBe(
    0,
  );
});

/** Counts the queries that look credentials up. */
async function countQueries(node: Node, work: () => Promise<unknown>): Promise<number> {
  const { pool } = node.app.db;
  const query = pool.query;
  let count = 0;
  pool.query = ((...args: Parameters<typeof query>) => {
    if (JSON.stringify(args[0]).includes("access_token")) count++;
    return query.apply(pool, args);
  }) as typeof query;
  await work();
  pool.query = query;
  return count;
}

test("a session slides when its browser comes back, and the device list shows when it was used", async () => {
  const browser = openBrowser(server.url);
  await browser.signIn("ben", password);
  const { sessions } = await browser.must("session.list", {});
  const id = sessions.find(({ current }) => current)?.id;
  const { pool } = server.node.app.db;
  await pool.query(
    "UPDATE session SET expires_at = now() + interval '40 days', updated_at = now() - interval '50 days' WHERE id = $1",
    [id],
  );

  const used = await authenticate({ cookie: browser.cookie ?? "" }, undefined, other);
  expect(used?.sessionId).toBe(id);
  const response = await browser.send("/api/auth/get-session", { headers: { "sec-fetch-site": "same-origin" } });
  expect(await response.json()).toEqual({ ok: true, data: { userId: people.ids.ben } });
  expect(browser.setCookies).toEqual([expect.stringContaining(`Max-Age=${SESSION_DAYS * 86_400};`)]);
  const { rows } = await pool.query(
    "SELECT expires_at > now() + interval '89 days' AS slid, updated_at > now() - interval '1 minute' AS used FROM session WHERE id = $1",
    [id],
  );
  expect(rows).toEqual([{ slid: true, used: true }]);

  expect(await (await openBrowser(server.url).send("/api/auth/get-session")).json()).toEqual({
    ok: true,
    data: { userId: null },
  });
});

test("an expired session is refused, and the sweep closes what it had opened", async () => {
  const browser = openBrowser(server.url);
  await browser.signIn("ben", password);
  const { sessions } = await browser.must("session.list", {});
  const id = sessions.find(({ current }) => current)?.id ?? "";
  const heard = await connect(server.url, { token: await createToken(people.ben) });
  await server.node.app.db.pool.query("UPDATE session SET expires_at = now() - interval '1 second' WHERE id = $1", [
    id,
  ]);
  // Never seen by this node, so not remembered.
  expect(await authenticate({ cookie: browser.cookie ?? "" }, undefined, other)).toBeNull();
  expect(await (await browser.send("/api/auth/get-session")).json()).toMatchObject({ ok: true });

  await sweep({ pool: server.node.app.db.pool, log: server.node.app.log });
  await heard.hears(({ event }) => event.type === "session.ended" && event.sessionIds.includes(id));
  heard.close();
  expect(refusalOf(await browser.call("session.list", {}))).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("over https the cookie is bound to the host and never sent in the clear", async () => {
  const node = await server.addNode({ HIROBA_URL: "https://chat.example" });
  const response = await fetch(`${node.url}/api/auth/sign-in/username`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://chat.example" },
    body: JSON.stringify({ username: "ben", password }),
  });
  expect(response.status).toBe(200);
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-hiroba_session=[^;]+; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(await authenticate({ cookie: cookie.split(";")[0] ?? "" }, undefined, node)).toMatchObject({
    userId: people.ids.ben,
  });
  // The other name is for other servers: a neighbour in the same domain could plant it.
  const planted = cookie.replace("__Host-", "").split(";")[0] ?? "";
  expect(await authenticate({ cookie: planted }, undefined, node)).toBeNull();
});
