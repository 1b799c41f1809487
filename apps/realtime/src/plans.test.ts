import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPage, type Stretch } from "./messages/read-page.ts";
import type { Query } from "./query.ts";
import { readCounts, readRoomEntries } from "./rooms/read-room-entries.ts";
import { type Cast, createCast } from "./testing/cast.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";

/*
 * How PostgreSQL finds what is asked most, on a square where much was said. A plan is kept for any room and depth, so it
 * must not bet on where in the table a room's messages lie: in a quiet room such a bet reads the whole table.
 */

let server: TestServer;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
  await fillSquare();
});
afterAll(() => server.close());

/** Answers like the database, and keeps the plan of every statement that it is asked. */
function explain(): { query: Query; plans: string[] } {
  const { pool } = server.node.app.db;
  const plans: string[] = [];
  const query = async <Row extends object>(text: string, values: unknown[] = []) => {
    const { rows } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
    return (await pool.query<Row>(text, values)).rows;
  };
  return { query, plans };
}

const middle = 500_000;

it.each<[string, Stretch]>([
  ["the newest", { limit: 50 }],
  ["those before a seq", { before: middle, limit: 50 }],
  ["those after a seq", { after: middle, limit: 50 }],
  ["those around a seq", { around: middle, limit: 50 }],
])("a page of %s is found by indexes alone", async (_name, stretch) => {
  const { query, plans } = explain();
  expect((await readPage(query, cast.generalId, stretch)).messages).not.toHaveLength(0);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (message|note|reaction)/u);
});

it.each<[string, (query: Query) => Promise<{ unread: number }[]>]>([
  ["a person's rooms", (query) => readRoomEntries(query, cast.ben.id)],
  ["a room's people", (query) => readCounts(query, { roomId: cast.generalId, userIds: [cast.ben.id], seq: middle })],
])("for %s the unread are counted without reading a message", async (_name, count) => {
  const { query, plans } = explain();
  expect(await count(query)).toMatchObject([{ unread: 200 }]);
  expect(plans).toEqual([expect.stringContaining("Index Only Scan using message_room_id_seq_key on message x")]);
  expect(plans[0]).toContain("Index Scan using message_mention_idx on message");
  expect(plans[0]).not.toMatch(/(Seq|Heap) Scan on message/u);
});

/** How the unread of four people are counted, with how many rows each step of it had. */
async function analyseCounts(): Promise<string> {
  const { pool } = server.node.app.db;
  const plans: string[] = [];
  const query = async (text: string, values: unknown[] = []) => {
    const { rows } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN (ANALYZE, TIMING OFF) ${text}`, values);
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
    return [];
  };
  const { aiko, ben, chika, dee, generalId: roomId } = cast;
  await readCounts(query, { roomId, userIds: [aiko, ben, chika, dee].map(({ id }) => id), seq: middle });
  return plans.join("\n");
}

it("for many of a room's people the unread are gone through once", async () => {
  const scans = [...(await analyseCounts()).matchAll(/Scan using message_\w+ on message x.*loops=(\d+)/gu)];
  expect(scans.map(([, loops]) => loops)).toEqual(["1", "1"]);
});

it("a message that calls the whole room is noted once, not for each of its people", async () => {
  const { pool } = server.node.app.db;
  await pool.query("UPDATE message SET mention_room = true WHERE room_id = $1", [cast.generalId]);
  await pool.query("VACUUM ANALYZE message");
  expect(await analyseCounts()).toMatch(/Function Scan on unnest c .*rows=1\.00 loops=200\)/u);
});

/** Messages and notes of two rooms by turns, and many reactions to few messages of the other room. */
async function fillSquare(): Promise<void> {
  const { pool } = server.node.app.db;
  const other = newId();
  await pool.query("INSERT INTO room (id, kind, name, created_at, rev) VALUES ($1, 'public', 'Busy', now(), 1)", [
    other,
  ]);
  await pool.query(
    `INSERT INTO message (id, room_id, author_id, seq, rev, body, mention_ids, created_at)
     SELECT gen_random_uuid(), CASE WHEN n % 100 = 0 THEN $1::uuid ELSE $2::uuid END, $3, n * 50, n * 50, 'Word ' || n, '{}', now()
     FROM generate_series(1, 20_000) AS n`,
    [cast.generalId, other, cast.aiko.id],
  );
  await pool.query(
    `INSERT INTO note (room_id, seq, kind, at)
     SELECT CASE WHEN n % 100 = 0 THEN $1::uuid ELSE $2::uuid END, n * 50, 'joined', now()
     FROM generate_series(1, 20_000) AS n`,
    [cast.generalId, other],
  );
  await pool.query(
    `INSERT INTO reaction (message_id, emoji, user_id, seq)
     SELECT m.id, '👍', gen_random_uuid(), n
     FROM generate_series(1, 500) AS n, (SELECT id FROM message WHERE room_id = $1 LIMIT 30) m`,
    [other],
  );
  await pool.query("VACUUM ANALYZE message, note, reaction");
}
