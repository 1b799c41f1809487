import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestPool, type TestPool } from "../testing/database.ts";
import { trimLog } from "./trim.ts";

let database: TestPool;

beforeAll(async () => {
  database = await openTestPool();
});
afterAll(() => database.close());

const OLD = 25_000;
const ALL = OLD + 10;

it("trims what is too old, however much it is, and tells how far", async () => {
  await database.pool.query("INSERT INTO log_head (id, epoch, seq, trimmed_to) VALUES (1, 'a', $1, 0)", [ALL]);
  await database.pool.query(
    `INSERT INTO event (seq, topic, at, actor_id, body)
     SELECT n, 'workspace', now() - CASE WHEN n <= $1 THEN interval '40 days' ELSE interval '20 days' END, NULL, '{}'
     FROM generate_series(1, $2::int) AS n`,
    [OLD, ALL],
  );
  await database.pool.query(
    `INSERT INTO change (id, user_id, subject, seq, at)
     SELECT gen_random_uuid(), gen_random_uuid(), 'read.mark', n, now() - interval '1 day' * n
     FROM generate_series(1, 60) AS n`,
  );
  expect(await trimLog(database.pool, 30)).toBe(OLD);
  const { rows } = await database.pool.query(
    `SELECT (SELECT trimmed_to FROM log_head) AS trimmed_to, (SELECT min(seq) FROM event) AS first,
            (SELECT count(*) FROM event) AS events, (SELECT max(seq) FROM change) AS oldest_change`,
  );
  expect(rows).toEqual([{ trimmed_to: `${OLD}`, first: `${OLD + 1}`, events: "10", oldest_change: "29" }]);
  expect(await trimLog(database.pool, 30)).toBe(0);
});
