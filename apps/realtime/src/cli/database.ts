import { createDatabase, type Database } from "@hiroba/prisma/client";
import { newId } from "@hiroba/protocol";
import pino from "pino";
import { type Appender, createAppender } from "../log/append.ts";
import { ensureLogHead } from "../log/head.ts";

/** Where the database is: an address, or the folder of the embedded one. */
export type Place = { databaseUrl: string | undefined; dataFolder: string };

/** What a command of the operator works with: the tables, and the same log that the running nodes write (L1). */
export type Tools = { db: Database; log: Appender };

/**
 * Runs `work` on the workspace's database, whether or not Hiroba is running: its nodes hear of what is written by NOTIFY.
 * Without an address the embedded server is used as it runs, or started for the time being.
 */
export async function withTools<Data>(place: Place, work: (tools: Tools) => Promise<Data>): Promise<Data> {
  const { url, release } = await openServer(place);
  try {
    return await workOn(url, work);
  } finally {
    await release();
  }
}

type OpenServer = { url: string; release(): Promise<void> };

async function openServer({ databaseUrl, dataFolder }: Place): Promise<OpenServer> {
  if (databaseUrl) return { url: databaseUrl, release: async () => {} };
  const { findEmbedded, startEmbedded } = await import("@hiroba/prisma/embedded");
  const running = await findEmbedded(dataFolder);
  if (running) return { url: running, release: async () => {} };
  const server = await startEmbedded({ dataFolder });
  await migrate(server.url);
  return { url: server.url, release: () => server.stop() };
}

async function workOn<Data>(url: string, work: (tools: Tools) => Promise<Data>): Promise<Data> {
  const db = createDatabase(url);
  const log = createAppender({
    pool: db.pool,
    logger: pino({ level: "silent" }),
    nodeId: newId(),
    onGroup: () => {},
    onCommitted: async () => {},
    onUncertain: () => {},
  });
  try {
    // One that a running Hiroba uses is left as that Hiroba knows it. A new one gets its tables, a missing one is made,
    // and one that cannot be used is refused there in a line that says why.
    if (!(await isMigrated(db))) await migrate(url);
    await ensureLogHead(db.pool);
    return await work({ db, log });
  } finally {
    await log.close();
    await db.close();
  }
}

async function migrate(url: string): Promise<void> {
  const migrations = await import("@hiroba/prisma/migrate");
  await migrations.migrate(url);
}

async function isMigrated({ pool }: Database): Promise<boolean> {
  const { rows } = await pool
    .query("SELECT to_regclass('log_head') IS NOT NULL AS present")
    .catch(() => ({ rows: [] as { present: boolean }[] }));
  return rows[0]?.present ?? false;
}
