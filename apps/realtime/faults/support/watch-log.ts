import type { Pool } from "pg";

/** Somebody who follows the log as anybody might who trusts its order: reads what is after the last seq he saw. */
export type LogWatch = {
  /** Reads to the end, and tells what was wrong on the way. */
  stop(): Promise<{ read: number; holes: string[] }>;
};

/** Begins to follow a table from a seq on, as fast as it goes. */
export function watchLog(pool: Pool, { from, table = "event" }: { from: number; table?: "event" | "line" }): LogWatch {
  const holes: string[] = [];
  let [position, read, isOver] = [from, 0, false];

  const look = async () => {
    const { rows } = await pool.query<{ seq: string }>(`SELECT seq FROM ${table} WHERE seq > $1 ORDER BY seq`, [
      position,
    ]);
    for (const seq of rows.map((row) => Number(row.seq))) {
      if (seq !== position + 1) holes.push(`seq ${seq} was to be seen, and not yet ${position + 1}`);
      position = seq;
    }
    read += rows.length;
  };
  const watching = (async () => {
    while (!isOver) await look();
    await look();
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return { read, holes };
    },
  };
}
