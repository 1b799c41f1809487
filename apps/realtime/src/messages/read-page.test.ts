import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { readPage, type Stretch } from "./read-page.ts";

/*
 * How a page of history is found. A plan is kept for pages of any room and depth, so it must not bet on where in the table
 * a room's messages lie: in a quiet room of a busy square such a bet reads the whole table.
 */

let server: TestServer;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
  await fillSquare();
});
afterAll(() => server.close());

const middle = 500_000;

it.each<[string, Stretch]>([
  ["the newest", { limit: 50 }],
  ["before a seq", { before: middle, limit: 50 }],
  ["after a seq", { after: middle, limit: 50 }],
  ["around a seq", { around: middle, limit: 50 }],
])("a page of %s is found by indexes alone", async (_name, stretch) => {
  const { pool } = server.node.app.db;
  const plans: string[] = [];
  const explain = async <Row extends object>(text: string, values: unknown[] = []) => {
    const { rows } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
    return (await pool.query<Row>(text, values)).rows;
  };
  expect((await readPage(explain, cast.generalId, stretch)).messages).not.toHaveLength(0);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (message|note|reaction)/u);
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
  await pool.query("ANALYZE message, note, reaction");
}
