import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";

/** How far the log has come, and up to where it is trimmed away (L9). */
export type LogHead = { epoch: string; seq: number; trimmedTo: number };
type HeadRow = { epoch: string; seq: string; trimmed_to: string };

/**
 * Where a log lies, as text: server, timeline, database, file of the table, and, where the server is the embedded one, when
 * its folder came to lie there. Restoring a backup changes one of them, whether it was a dump, a folder, a base backup, a
 * template or the tables alone; so does promoting a standby. Rolling back a whole disk or machine does not.
 */
const PLACE = `concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
  left(pg_walfile_name(pg_current_wal_lsn()), 8), (SELECT oid FROM pg_database WHERE datname = current_database()),
  pg_relation_filenode('log_head'), current_setting('hiroba.folder', true))`;

/**
 * Gives a new database the head row of its log, with an epoch of its own (L1), and a log that was not written where it
 * lies another epoch: it may be older than what devices have seen of it (L7).
 */
export async function ensureLogHead(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO log_head (id, epoch, place) VALUES (1, $1, $2)
     ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, place = excluded.place
     WHERE excluded.place IS NOT NULL AND log_head.place IS DISTINCT FROM excluded.place`,
    [toEpoch(), await readPlace(pool)],
  );
}

/** Not allowed, not supported, not in this state, not there: a hosted PostgreSQL may keep such functions to itself. */
const refusals = new Set(["42501", "0A000", "55000", "42883"]);

/** The place, null where PostgreSQL does not tell it: then only the operator can say that a log was put back. */
async function readPlace(pool: Pool): Promise<string | null> {
  try {
    const { rows } = await pool.query<{ place: string }>(`SELECT ${PLACE} AS place`);
    return rows[0]?.place ?? null;
  } catch (error) {
    if (refusals.has((error as { code?: string }).code ?? "")) return null;
    throw error;
  }
}

/** Gives the log another epoch: every device begins anew with a snapshot (L7). */
export async function renewEpoch(pool: Pool): Promise<void> {
  await pool.query("UPDATE log_head SET epoch = $1 WHERE id = 1", [toEpoch()]);
}

function toEpoch(): string {
  return randomBytes(5).toString("hex");
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
