import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@hiroba/prisma/migrate";
import { createTestDatabase, startTestServer } from "@hiroba/prisma/testing";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { ensureLogHead, readHead } from "./head.ts";

/*
 * A log that was put back from a backup may be older than what devices have seen of it, and longer again by the time they
 * come back: only its epoch can tell them (L7). It is another one without anybody's doing.
 */

/** Starts on a database as a node does, and tells the epoch. */
async function startOn(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  // A connection may still be closing when its server ends.
  pool.on("error", () => undefined);
  try {
    await ensureLogHead(pool);
    return (await readHead(pool)).epoch;
  } finally {
    await pool.end();
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

test("a log keeps its epoch from start to start, and a copy of its database has another", async () => {
  const original = await createTestDatabase(inject("databaseServer"));
  const epoch = await startOn(original.url);
  expect(await startOn(original.url)).toBe(epoch);
  const copy = new URL(original.url);
  const name = copy.pathname.slice(1);
  copy.pathname = `/${name}_copy`;
  await execute(inject("databaseServer"), `CREATE DATABASE "${name}_copy" TEMPLATE "${name}"`);
  try {
    expect(await startOn(copy.href)).not.toBe(epoch);
    expect(await startOn(original.url)).toBe(epoch);
  } finally {
    await execute(inject("databaseServer"), `DROP DATABASE "${name}_copy"`);
    await original.drop();
  }
});

test("where PostgreSQL does not tell its place, a log is begun and keeps its epoch", async () => {
  const database = await createTestDatabase(inject("databaseServer"));
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const query = pool.query.bind(pool) as (text: string, values?: unknown[]) => Promise<pg.QueryResult>;
  const hosted = Object.assign(pool, {
    query: (text: string, values?: unknown[]) =>
      text.includes("pg_control_system")
        ? Promise.reject(Object.assign(new Error("permission denied"), { code: "42501" }))
        : query(text, values),
  });
  await ensureLogHead(hosted);
  const { epoch } = await readHead(hosted);
  await ensureLogHead(hosted);
  expect(await readHead(hosted)).toMatchObject({ epoch, seq: 0 });
  await pool.end();
  await database.drop();
});

test("tables that were put back have another epoch", async () => {
  const database = await createTestDatabase(inject("databaseServer"));
  const epoch = await startOn(database.url);
  await execute(
    database.url,
    `BEGIN; CREATE TEMPORARY TABLE backup AS TABLE log_head; TRUNCATE log_head; INSERT INTO log_head TABLE backup; COMMIT`,
  );
  expect(await startOn(database.url)).not.toBe(epoch);
  await database.drop();
});

test("a data folder that was put back has another epoch, one that was only stopped has not", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "hiroba-restored-"));
  // Under root the server runs as another account, which has to pass through.
  await chmod(folder, 0o711);
  const [dataFolder, backup] = [path.join(folder, "data"), path.join(folder, "backup")];
  await mkdir(dataFolder);
  const copy = (from: string, to: string) => execFileSync("cp", ["-a", from, to]);
  const startAnew = async () => {
    const server = await startTestServer({ dataFolder });
    try {
      await migrate(server.url);
      return await startOn(server.url);
    } finally {
      await server.stop();
    }
  };
  try {
    const epoch = await startAnew();
    expect(await startAnew()).toBe(epoch);
    copy(dataFolder, backup);
    await rm(dataFolder, { recursive: true });
    copy(backup, dataFolder);
    expect(await startAnew()).not.toBe(epoch);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
