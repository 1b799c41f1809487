import type { Pool } from "pg";
import type { Appender } from "../log/append.ts";
import { endSessions } from "../sessions/session-writes.ts";

/**
 * Ends sessions that have expired, through the log, since a connection may have been open for longer than the session
 * that opened it; and clears away codes and tokens that can no longer be used.
 */
export async function sweep({ pool, log }: { pool: Pool; log: Appender }): Promise<void> {
  await pool.query("DELETE FROM device_link WHERE expires_at < now()");
  await pool.query("DELETE FROM verification WHERE expires_at < now()");
  await pool.query("DELETE FROM access_token WHERE revoked_at < now() - interval '30 days'");
  const expired = await pool.query("SELECT FROM session WHERE expires_at < now() LIMIT 1");
  if (expired.rowCount === 0) return;
  await log.write(null, async (tx) => {
    // As of now, and a bounded number: the rest waits for the next sweep.
    const rows = await tx.query<{ id: string }>("SELECT id FROM session WHERE expires_at < now() LIMIT 1000");
    await endSessions(
      tx,
      rows.map((row) => row.id),
    );
  });
}
