import type { Pool } from "pg";

/** Rows that go at a time: writers wait for the head's lock meanwhile, and a statement must not outlast its patience. */
const BATCH = 10_000;

/**
 * Trims events older than `days` from the log, and with them the ids of changes; a device that has not come since takes a
 * snapshot (L9). One node at a time is enough, and which one does not matter: the head row's lock orders them. Answers how
 * many events were trimmed.
 */
export async function trimLog(pool: Pool, days: number): Promise<number> {
  const events = await deleteAll(
    pool,
    days,
    `WITH cut AS (SELECT max(seq) AS seq
                  FROM (SELECT seq FROM event WHERE at < now() - make_interval(days => $1) ORDER BY seq LIMIT $2) oldest),
          moved AS (UPDATE log_head SET trimmed_to = cut.seq FROM cut WHERE id = 1 AND cut.seq > trimmed_to)
     DELETE FROM event WHERE seq <= (SELECT seq FROM cut)`,
  );
  await deleteAll(
    pool,
    days,
    `DELETE FROM change WHERE id IN (SELECT id FROM change WHERE at < now() - make_interval(days => $1) LIMIT $2)`,
  );
  return events;
}

/** Runs a statement until it finds less than it may take; answers how many rows it took in all. */
async function deleteAll(pool: Pool, days: number, text: string): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = (await pool.query(text, [days, BATCH])).rowCount ?? 0;
    total += deleted;
    if (deleted < BATCH) return total;
  }
}
