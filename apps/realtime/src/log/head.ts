import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";

/** How far the log has come, and up to where it is trimmed away (L9). */
export type LogHead = { epoch: string; seq: number; trimmedTo: number };
type HeadRow = { epoch: string; seq: string; trimmed_to: string };

/** Gives a new database the head row of its log, with an epoch of its own (L1, L7). */
export async function ensureLogHead(pool: Pool): Promise<void> {
  await pool.query("INSERT INTO log_head (id, epoch) VALUES (1, $1) ON CONFLICT DO NOTHING", [
    randomBytes(5).toString("hex"),
  ]);
}

export async function readHead(client: Pool | PoolClient): Promise<LogHead> {
  const { rows } = await client.query<HeadRow>("SELECT epoch, seq, trimmed_to FROM log_head WHERE id = 1");
  const [head] = rows;
  if (!head) throw missingLogHead();
  return { epoch: head.epoch, seq: Number(head.seq), trimmedTo: Number(head.trimmed_to) };
}

/** What is wrong where the head row is not there. */
export function missingLogHead(): Error {
  return new Error("The log has no head: the database is not migrated.");
}
