import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbedded } from "./embedded";

let dataFolder: string;

beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), "hiroba-embedded-"));
  await chmod(dataFolder, 0o711);
});

afterEach(() => rm(dataFolder, { recursive: true, force: true }));

test("it flushes, sorts by code point and keeps its data and password", async () => {
  const first = await startEmbedded({ dataFolder });
  const settings = await query(first.url, "SELECT name, setting FROM pg_settings WHERE name = ANY($1)", [
    ["fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses"],
  ]);
  expect(Object.fromEntries(settings.map((row) => [row.name, row.setting]))).toEqual({
    data_checksums: "on",
    fsync: "on",
    full_page_writes: "on",
    listen_addresses: "127.0.0.1",
    synchronous_commit: "on",
  });
  await query(first.url, "CREATE TABLE word AS SELECT unnest(ARRAY['a', 'B', 'é', '亜', 'あ']) AS word");
  await first.stop();

  const second = await startEmbedded({ dataFolder });
  expect(passwordOf(second.url)).toBe(passwordOf(first.url));
  expect(await query(second.url, "SELECT string_agg(word, '' ORDER BY word) AS words FROM word")).toEqual([
    { words: "Baéあ亜" },
  ]);
  await second.stop();
});

test("its role is no superuser, yet may install the extensions that search needs", async () => {
  const server = await startEmbedded({ dataFolder });
  expect(await query(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).toEqual([
    { rolsuper: false },
  ]);
  await query(server.url, "CREATE EXTENSION pg_trgm");
  await query(server.url, "CREATE EXTENSION unaccent");
  const trigrams = await query(server.url, "SELECT cardinality(show_trgm('東京')) AS count");
  expect(trigrams).toEqual([{ count: 3 }]);
  await server.stop();
});

test("its log tells that a row was refused, and not what stood in it", async () => {
  const lines: string[] = [];
  const server = await startEmbedded({ dataFolder, onLog: (line) => void lines.push(line) });
  const say = (values: string[]) => query(server.url, "INSERT INTO said VALUES ($1, $2)", values);
  await query(server.url, "CREATE TABLE said (id text PRIMARY KEY, body text CHECK (length(body) < 10))");
  await say(["somebody's key", "short"]);
  await expect(say(["another", "what nobody else may read"])).rejects.toMatchObject({
    detail: "Failing row contains (another, what nobody else may read).",
  });
  await expect(say(["somebody's key", "again"])).rejects.toMatchObject({
    detail: "Key (id)=(somebody's key) already exists.",
  });
  await server.stop();
  const log = lines.join("\n");
  expect(log.match(/ERROR: .* violates .* constraint/gu)).toHaveLength(2);
  expect(log).not.toMatch(/nobody else|somebody's key/u);
});

test("the password is for its owner's eyes, and a lost one is replaced", async () => {
  const first = await startEmbedded({ dataFolder });
  await first.stop();
  const file = path.join(dataFolder, "postgres.password");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await rm(file);

  const second = await startEmbedded({ dataFolder });
  expect(passwordOf(second.url)).not.toBe(passwordOf(first.url));
  expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await second.stop();
});

test("a server that is killed says so, and starts again with what was committed", async () => {
  const first = await startEmbedded({ dataFolder });
  await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
  process.kill(first.pid, "SIGKILL");
  await first.exited;

  const second = await startEmbedded({ dataFolder, port: first.port });
  expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  await second.stop();
});

test("it ends when the process that started it is killed", async () => {
  const holder = await hold();
  holder.process.kill("SIGKILL");
  await expect.poll(() => isAlive(holder.pid), { timeout: 10_000 }).toBe(false);
});

test("a server that outlived its Hiroba is stopped, and a stale lock file is ignored", async () => {
  const holder = await hold();
  process.kill(await guardOf(holder.pid), "SIGKILL");
  holder.process.kill("SIGKILL");
  await sleep(300);
  expect(isAlive(holder.pid)).toBe(true);

  const second = await startEmbedded({ dataFolder });
  await expect.poll(() => isAlive(holder.pid), { timeout: 10_000 }).toBe(false);
  await second.stop();

  // After a restart of the machine the process id in the lock file may be anybody's, such as this test's.
  await writeFile(path.join(dataFolder, "postgres/postmaster.pid"), `${process.ppid}\n`);
  const third = await startEmbedded({ dataFolder });
  await third.stop();
});

test("a second Hiroba on the same folder is refused, and the first goes on", async () => {
  const first = await startEmbedded({ dataFolder });
  await expect(startEmbedded({ dataFolder })).rejects.toThrow("another Hiroba is running");
  expect(await query(first.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await first.stop();
});

// Only root has the problem: everybody else owns the folder that they start Hiroba in.
if (process.getuid?.() === 0)
  test("root may keep it in a folder that is closed to everybody else", async () => {
    await chmod(dataFolder, 0o700);
    const first = await startEmbedded({ dataFolder });
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const second = await startEmbedded({ dataFolder });
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await second.stop();
    await rm(await realpath(path.join(dataFolder, "postgres")), { recursive: true });
  });

async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function hold(): Promise<{ process: ChildProcess; pid: number }> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const script = fileURLToPath(new URL("testing/hold-server.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", loader, script, dataFolder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { process: child, pid: JSON.parse(line).pid };
}

async function guardOf(pid: number): Promise<number> {
  const ids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  for (const id of ids) {
    const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
    if (command.includes(`kill -INT ${pid} `)) return id;
  }
  throw new Error("the server has no guard");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function passwordOf(url: string): string {
  return new URL(url).password;
}
