import type { Pool, QueryResult } from "pg";
import { missingLogHead } from "../log/head.ts";
import { type Query, toQuery } from "../query.ts";

/**
 * Runs reads that all see the database as of one moment, and tells which: `seq` is the head of the log then, so that
 * the answer can be brought up to date with the events after it (L10).
 */
export async function readAtOneMoment<Data>(
  pool: Pool,
  read: (query: Query, seq: number, epoch: string) => Promise<Data>,
): Promise<Data> {
  const client = await pool.connect();
  let failed = true;
  try {
    // Both at once: the first statement that reads fixes the moment.
    const results = (await client.query(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT seq, epoch FROM log_head WHERE id = 1",
    )) as unknown as QueryResult<{ seq: string; epoch: string }>[];
    const [head] = results[1]?.rows ?? [];
    if (!head) throw missingLogHead();
    const data = await read(toQuery(client), Number(head.seq), head.epoch);
    await client.query("COMMIT");
    failed = false;
    return data;
  } finally {
    // A connection whose transaction did not end is not given to anybody else.
    client.release(failed);
  }
}
