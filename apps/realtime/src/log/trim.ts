import type { Pool } from "pg";

/**
 * Trims events older than `days` from the log, and with them the ids of changes; a device that has not come since takes a
 * snapshot (L9). One node at a time is enough, and which one does not matter: the head row's lock orders them. Answers how
 * many events were trimmed.
 */
export async function trimLog(pool: Pool, days: number): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH cut AS (SELECT max(seq) AS seq FROM event WHERE at < now() - make_interval(days => $1)),
          moved AS (UPDATE log_head SET trimmed_to = cut.seq FROM cut WHERE id = 1 AND cut.seq > trimmed_to)
     DELETE FROM event WHERE seq <= (SELECT seq FROM cut)`,
    [days],
  );
  await pool.query("DELETE FROM change WHERE at < now() - make_interval(days => $1)", [days]);
  return rowCount ?? 0;
}
