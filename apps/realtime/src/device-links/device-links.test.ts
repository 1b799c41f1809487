import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, refusalOf } from "../authentication/testing/browser.ts";
import { moveIn, type People } from "../authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
});
afterAll(() => server.close());

const createCode = async () => (await people.dee.must("deviceLink.create", {})).path.slice("/link/".length);
const notThere = { code: "NOT_FOUND", details: {} };

test("a link signs another device in as the same person, once and for five minutes", async () => {
  const { path, expiresAt } = await people.dee.must("deviceLink.create", {});
  expect(path).toMatch(/^\/link\/[\w-]{43}$/);
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(290_000);
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(301_000);
  const code = path.slice("/link/".length);

  // A program that previews the link does not use it up.
  await openBrowser(server.url).send(path);
  const phone = openBrowser(server.url);
  expect(await phone.must("deviceLink.accept", { code })).toEqual({ userId: people.ids.dee });
  expect((await phone.must("session.list", {})).sessions).toHaveLength(2);
  expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code }))).toEqual(notThere);
});

test("of many who try one link at once, on two nodes, one gets in", async () => {
  const other = await server.addNode();
  const code = await createCode();
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      openBrowser(index % 2 ? server.url : other.url).call("deviceLink.accept", { code }),
    ),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  for (const result of results.filter(({ ok }) => !ok)) expect(refusalOf(result)).toEqual(notThere);
});

test("an expired link, a made up one and a part of one are the same: not there", async () => {
  const code = await createCode();
  for (const wrong of [code.slice(0, -1), `${code}x`, "x", code.toUpperCase(), `/link/${code}`]) {
    expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code: wrong }))).toEqual(notThere);
  }
  await server.node.app.db.pool.query("UPDATE device_link SET expires_at = now() - interval '1 second'");
  expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code }))).toEqual(notThere);
});

test("only the newest few links of a person are open", async () => {
  const codes: string[] = [];
  for (let index = 0; index < 7; index++) codes.push(await createCode());
  const [oldest = "", ...others] = codes;
  expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code: oldest }))).toEqual(notThere);
  expect((await openBrowser(server.url).call("deviceLink.accept", { code: others.at(-1) ?? "" })).ok).toBe(true);
});

test("the code is stored as a hash", async () => {
  const code = await createCode();
  const { rows } = await server.node.app.db.pool.query("SELECT encode(hash, 'escape') AS hash FROM device_link");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.some(({ hash }) => hash.includes(code))).toBe(false);
});

test("somebody who is signed in changes to the link's person, and the session they had ends", async () => {
  const browser = openBrowser(server.url);
  await browser.must("deviceLink.accept", { code: await createCode() });
  const before = await browser.must("session.list", {});
  await browser.must("deviceLink.accept", { code: await createCode() });
  expect((await browser.must("session.list", {})).sessions).toHaveLength(before.sessions.length);
});

test("a session that ends leaves no link behind as a way back in", async () => {
  const thief = openBrowser(server.url);
  await thief.must("deviceLink.accept", { code: await createCode() });
  const { path } = await thief.must("deviceLink.create", {});
  const [, ...late] = await Promise.all([
    people.dee.must("session.revokeOthers", {}),
    ...Array.from({ length: 5 }, () => thief.call("deviceLink.create", {})),
  ]);
  const paths = [path, ...late.flatMap((created) => (created.ok ? [created.data.path] : []))];
  for (const one of paths) {
    const code = one.slice("/link/".length);
    expect(refusalOf(await openBrowser(server.url).call("deviceLink.accept", { code }))).toEqual(notThere);
  }
  expect(refusalOf(await thief.call("deviceLink.create", {})).code).toBe("UNAUTHENTICATED");
});
