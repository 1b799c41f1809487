import { limits, newId, type Presence } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, refusalOf } from "../authentication/testing/browser.ts";
import { moveIn, type People, password } from "../authentication/testing/people.ts";
import { call, connect, must } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

test("a token speaks for its person; it is stored as a hash, and listed without its secret", async () => {
  const { token, secret } = await people.ben.must("token.create", { id: newId(), name: "  My  script " });
  expect(secret).toMatch(/^hiroba_[\w-]{43}$/);
  expect(token).toMatchObject({ name: "My script", lastUsedAt: null });
  const listed = await must(server.url, { token: secret }, "token.list", {});
  expect(listed.tokens).toEqual([{ ...token, lastUsedAt: expect.any(String) }]);

  const { rows } = await server.node.app.db.pool.query(
    "SELECT hash, body::text AS event FROM access_token, event WHERE id = $1",
    [token.id],
  );
  for (const { hash, event } of rows) {
    expect(hash.toString("utf8")).not.toContain(secret.slice(7));
    expect(event).not.toContain(secret.slice(7));
  }
});

test("guests have no tokens, and lose those they had", async () => {
  expect(refusalOf(await people.dee.call("token.create", { id: newId(), name: "script" }))).toMatchObject({
    code: "FORBIDDEN",
    details: { permission: "token.create" },
  });
  const { secret } = await people.ben.must("token.create", { id: newId(), name: "script" });
  expect((await call(server.url, { token: secret }, "token.list", {})).ok).toBe(true);
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "guest" });
  expect(refusalOf(await call(server.url, { token: secret }, "token.list", {})).code).toBe("UNAUTHENTICATED");
  await people.aiko.must("user.setRole", { userId: people.ids.ben, role: "member" });
  expect(refusalOf(await call(server.url, { token: secret }, "token.list", {})).code).toBe("UNAUTHENTICATED");
});

test("the same id again is the same token with a new secret, until one was used", async () => {
  const input = { id: newId(), name: "script" };
  const first = await people.ben.must("token.create", input);
  const second = await people.ben.must("token.create", input);
  expect(second.token).toEqual(first.token);
  const taken = { code: "CONFLICT", details: { reason: "idTaken" } };
  expect(refusalOf(await people.ben.call("token.create", { ...input, name: "another script" }))).toEqual(taken);
  expect(refusalOf(await call(server.url, { token: first.secret }, "token.list", {})).code).toBe("UNAUTHENTICATED");
  await must(server.url, { token: second.secret }, "token.list", {});
  expect(refusalOf(await people.ben.call("token.create", input))).toEqual(taken);
  expect(refusalOf(await people.aiko.call("token.create", input))).toEqual(taken);
});

test("somebody else's token, and none, look the same; revoking twice changes nothing", async () => {
  const { token, secret } = await people.ben.must("token.create", { id: newId(), name: "script" });
  for (const tokenId of [token.id, newId()]) {
    expect(refusalOf(await people.aiko.call("token.revoke", { tokenId }))).toEqual({ code: "NOT_FOUND", details: {} });
  }
  expect((await call(server.url, { token: secret }, "token.list", {})).ok).toBe(true);
  const { seq } = await people.ben.must("token.revoke", { tokenId: token.id });
  expect((await people.ben.must("token.revoke", { tokenId: token.id })).seq).toBe(seq);
});

test("a token under the id of somebody, or of their session, ends nothing of theirs when it is revoked", async () => {
  const second = await server.addNode();
  const { sessions } = await people.aiko.must("session.list", {});
  for (const id of [people.ids.aiko, sessions[0]?.id ?? ""]) {
    await people.ben.must("token.create", { id, name: "script" });
    await people.ben.must("token.revoke", { tokenId: id });
  }
  await second.app.tail.catchUp();
  for (const { url } of [server, second]) {
    const [laptop, phone] = [openBrowser(url), openBrowser(url)];
    laptop.cookie = people.aiko.cookie;
    expect((await phone.signIn("aiko", password)).ok).toBe(true);
    for (const browser of [laptop, phone]) {
      expect((await browser.call("session.list", {})).ok).toBe(true);
      expect((await browser.send("/v1/snapshot")).status).toBe(200);
    }
  }
});

test("a revoked token under the id of somebody stays revoked when they change", async () => {
  const { secret } = await people.ben.must("token.create", { id: people.ids.dee, name: "script" });
  await must(server.url, { token: secret }, "token.list", {});
  await people.ben.must("token.revoke", { tokenId: people.ids.dee });
  await people.aiko.must("user.setRole", { userId: people.ids.dee, role: "member" });
  await people.aiko.must("user.setRole", { userId: people.ids.dee, role: "guest" });
  expect(refusalOf(await call(server.url, { token: secret }, "token.list", {})).code).toBe("UNAUTHENTICATED");
});

test("a token in the place of a cookie opens nothing", async () => {
  const { secret } = await people.ben.must("token.create", { id: newId(), name: "script" });
  await must(server.url, { token: secret }, "token.list", {});
  const browser = openBrowser(server.url);
  browser.cookie = `${people.ben.cookie?.split("=")[0]}=${secret}`;
  expect(refusalOf(await browser.call("token.list", {})).code).toBe("UNAUTHENTICATED");
});

test("a token under the id of somebody's session tells nothing of their presence", async () => {
  await people.dee.send("/v1/events");
  const { sessions } = await people.dee.must("session.list", {});
  const { secret } = await people.ben.must("token.create", { id: sessions[0]?.id ?? "", name: "script" });
  const watcher = await connect(server.url, { token: secret });
  const says = (presence: Presence) =>
    watcher.senses((signal) => signal.type === "presence" && Object.values(signal.people).includes(presence));
  await says("away");
  await must(server.url, { token: secret }, "presence.set", { presence: "active" });
  expect(await says("active")).toEqual({ type: "presence", people: { [people.ids.ben]: "active" } });
  watcher.close();
});

test("a person has a bounded number of tokens", async () => {
  await server.node.app.db.pool.query(
    `INSERT INTO access_token (id, user_id, name, hash)
     SELECT gen_random_uuid(), $1, 'many', sha256(n::text::bytea) FROM generate_series(1, $2::int) n`,
    [people.ids.aiko, limits.tokensPerUser],
  );
  expect(refusalOf(await people.aiko.call("token.create", { id: newId(), name: "one more" }))).toEqual({
    code: "CONFLICT",
    details: { reason: "tooManyTokens" },
  });
});
