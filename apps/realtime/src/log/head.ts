import { randomBytes } from "node:crypto";
import type { Pool } from "pg";

/** Gives a new database the head row of its log, with an epoch of its own (L1, L7). */
export async function ensureLogHead(pool: Pool): Promise<void> {
  await pool.query("INSERT INTO log_head (id, epoch) VALUES (1, $1) ON CONFLICT DO NOTHING", [
    randomBytes(5).toString("hex"),
  ]);
}

/** What is wrong where the head row is not there. */
export function missingLogHead(): Error {
  return new Error("The log has no head: the database is not migrated.");
}
