import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbedded } from "./embedded";
import { migrate } from "./migrate";
import type { Server } from "./postgres/server";

/** A database of its own for one test or one file of tests. */
export type TestDatabase = { url: string; drop(): Promise<void> };

/** How a test's server differs from a production one, and where it is. */
export type TestServerOptions = {
  durable?: boolean;
  dataFolder?: string;
  port?: number;
  /** Settings of PostgreSQL beyond those. */
  settings?: Record<string, string>;
};

/**
 * Starts an embedded server with its data in a temporary folder, gone after `stop`; in a folder that is given it stays.
 *
 * @param options `durable`: flush as in production, for tests that kill the server; otherwise fsync is off, for speed.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<Server> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(path.join(tmpdir(), "hiroba-test-")));
  // Under root the server runs as another account, which has to pass through.
  await chmod(dataFolder, 0o711);
  const settings = { ...(options.durable ? {} : quickSettings), ...options.settings };
  const server = await startEmbedded({ dataFolder, settings, ...(options.port ? { port: options.port } : {}) });
  const stop = async () => {
    await server.stop();
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/**
 * Clones the migrated template database, which takes milliseconds. The first call on a server makes the template.
 *
 * @param serverUrl a database of the server, such as the `url` of `startTestServer`.
 */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await withConnection(serverUrl, async (client) => {
    await ensureTemplate(client, serverUrl);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY FILE_COPY`);
  });
  const drop = () =>
    withConnection(serverUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    });
  return { url: withDatabase(serverUrl, name), drop };
}

const templateName = "hiroba_template";

const quickSettings = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  // Its workers run as superuser, and a database that one of them visits cannot be dropped by anybody else.
  autovacuum: "off",
  max_connections: "300",
};

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function withConnection(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function ensureTemplate(client: pg.Client, serverUrl: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock(1)");
  const present = await client.query("SELECT FROM pg_database WHERE datname = $1", [templateName]);
  if (present.rowCount === 0) {
    // Nobody may be connected to a database that is cloned, so it gets its name when the migration is over.
    const draft = `${templateName}_draft`;
    await migrate(withDatabase(serverUrl, draft));
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${templateName}`);
  }
  await client.query("SELECT pg_advisory_unlock(1)");
}
