import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDatabase } from "./client";
import { diffToSchema } from "./diff";
import { migrate } from "./migrate";
import { readMigrations } from "./migrations";
import { createTestDatabase, type TestDatabase } from "./testing";

const server = inject("databaseServer");
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(server);
});

afterAll(() => database.drop());

test("nodes that start together apply each migration once, and create the database", async () => {
  const url = new URL(server);
  url.pathname = "/nodes_that_start_together";
  const applied = await Promise.all([migrate(url.href), migrate(url.href), migrate(url.href)]);
  const { migrationDirectories } = await readMigrations();
  expect(applied.flat()).toEqual(migrationDirectories.map((directory) => directory.path));
  expect(await migrate(url.href)).toEqual([]);
});

test("the migrations lead to schema.prisma", async () => {
  expect(await diffToSchema(database.url)).toBeUndefined();
});

test("the history is Prisma's", async () => {
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query("SELECT migration_name, length(checksum), finished_at FROM _prisma_migrations");
  await client.end();
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ length: 64, finished_at: expect.any(Date) });
});

test("Prisma and SQL share the connections", async () => {
  const { pool, prisma, close } = createDatabase(database.url);
  await pool.query("INSERT INTO log_head (id, epoch, seq) VALUES (1, 'first', 7)");
  expect(await prisma.logHead.findMany()).toMatchObject([{ epoch: "first", seq: 7n }]);
  expect(pool.totalCount).toBe(1);
  await close();
});

test.each([
  ["postgresql://a:b@127.0.0.1:1/x", "PostgreSQL at 127.0.0.1:1/x cannot be used: nothing listens there"],
  ["mysql://a:b@127.0.0.1:1/x", "DATABASE_URL is not an address like postgresql://user:password@host:5432/database"],
  [server.replace(/:[^:@]*@/, ":wrong@"), 'it refuses the password of "hiroba"'],
])("an address that cannot be used gives one line: %s", async (url, line) => {
  await expect(migrate(url)).rejects.toThrow(line);
});
