import type { Id } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "../authentication/testing/browser.ts";
import { moveIn, type People } from "../authentication/testing/people.ts";
import type { Node } from "../server.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { cookieOf, readCursor } from "./testing/listen.ts";

/*
 * Whoever asks the database a great many things at once waits for their own turns and holds up nobody else, by whatever
 * way they ask. The node that is asked has just started: what was said before is not in its memory.
 */

let server: TestServer;
let node: Node;
let people: People;
let aiko: Browser;
let generalId: Id;
let since: string;

beforeAll(async () => {
  server = await startTestServer();
  people = await moveIn(server.url);
  generalId = (await people.aiko.must("room.list", {})).rooms[0]?.room.id ?? "";
  since = await readCursor(server.url, cookieOf(people.ben, server.url));
  await people.aiko.must("room.update", { roomId: generalId, topic: "Missed" });
  node = await server.addNode();
  aiko = openBrowser(node.url);
  aiko.cookie = people.aiko.cookie;
});
afterAll(() => server.close());

/** Of one person, what a node has in hand at a time, and what waits at most. */
const IN_HAND = 8;
const WAITING = 6_000;

const ask = (browser: Browser, path: string) => fetch(node.url + path, { headers: cookieOf(browser, node.url) });

describe("while the table waits that twenty requests of one person read, another is answered", () => {
  it.each([
    ["snapshots", "draft", () => "/v1/snapshot"],
    ["polls", "event", () => `/v1/events?since=${since}`],
    ["lists of rooms", "membership", () => "/lite"],
  ])("%s", async (_, table, path) => {
    const holder = await server.node.app.db.pool.connect();
    try {
      await holder.query(`BEGIN; LOCK TABLE ${table}`);
      const answers = Array.from({ length: 20 }, () => ask(people.ben, path()));
      const held = `SELECT FROM pg_locks WHERE relation = '${table}'::regclass AND NOT granted`;
      const countHeld = async () => (await holder.query(held)).rowCount;
      await expect.poll(countHeld).toBeGreaterThanOrEqual(IN_HAND);
      await aiko.must("message.list", { roomId: generalId });
      expect(await countHeld()).toBe(IN_HAND);
      await holder.query("ROLLBACK");
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(answers.map(() => 200));
    } finally {
      holder.release(true);
    }
  });
});

it("where as much of one person waits as may, whatever asks the database is refused, and what is in memory is told", async () => {
  const { turns, tail } = node.app;
  const { ben } = people.ids;
  for (let count = 0; count < IN_HAND + WAITING; count++) void turns.take(ben);
  const paths = [
    "/v1/snapshot",
    `/v1/events?since=${since}`,
    "/lite",
    `/lite/rooms/${generalId}?view=plain`,
    `/lite/rooms/${generalId}/stream`,
    "/api/auth/get-session",
  ];
  const answers = await Promise.all(paths.map((path) => ask(people.ben, path)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 429));
  expect((await ask(people.ben, `/v1/events?since=${tail.cursor()}`)).status).toBe(200);
  expect((await ask(people.aiko, "/v1/snapshot")).status).toBe(200);
  for (let count = 0; count < IN_HAND + WAITING; count++) turns.leave(ben);
  expect((await ask(people.ben, "/v1/snapshot")).status).toBe(200);
});

it("nothing keeps a turn while it waits for news or hears them", async () => {
  const { turns, hub } = node.app;
  const headers = cookieOf(people.ben, node.url);
  const aborting = new AbortController();
  const { signal } = aborting;
  for (let count = 0; count < IN_HAND; count++) {
    for (const [query, accept] of [
      ["wait=30", "application/json"],
      [`since=${since}`, "text/event-stream"],
    ] as const) {
      fetch(`${node.url}/v1/events?${query}`, { headers: { ...headers, accept }, signal }).catch(() => undefined);
    }
  }
  await expect.poll(() => [...hub.connectionsOf(people.ids.ben)].length).toBe(2 * IN_HAND);
  // Those who resume have read what they missed by then, or will have.
  for (let count = 0; count < IN_HAND; count++) await turns.take(people.ids.ben);
  for (let count = 0; count < IN_HAND; count++) turns.leave(people.ids.ben);
  aborting.abort();
});

it("who asks who is signed in has an allowance for it", async () => {
  const { rateLimits } = node.app;
  const spend = () => rateLimits.consume("read", people.ids.dee);
  while (
    await spend().then(
      () => true,
      () => false,
    )
  );
  const answer = await ask(people.dee, "/api/auth/get-session");
  expect([answer.status, Number(answer.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
});
