// pnpm --filter @hiroba/prisma migration:create <name>
// Writes prisma/migrations/<timestamp>_<name>/migration.sql: what leads from the migrations so far to schema.prisma.
// A throw-away embedded server takes the place of a development database and of Prisma's shadow database.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { diffToSchema } from "../src/diff";
import { migrate } from "../src/migrate";
import { migrationsFolder } from "../src/migrations";
import { startTestServer } from "../src/testing";

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("usage: pnpm --filter @hiroba/prisma migration:create <name_in_snake_case>");
  process.exit(1);
}

const server = await startTestServer();
try {
  await migrate(server.url);
  const script = await diffToSchema(server.url);
  if (script) await write(name, script);
  else console.log("The migrations already lead to schema.prisma.");
} finally {
  await server.stop();
}

async function write(title: string, script: string): Promise<void> {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const target = path.join(migrationsFolder, `${stamp}_${title}`);
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, "migration.sql"), script);
  await writeFile(path.join(migrationsFolder, "migration_lock.toml"), 'provider = "postgresql"\n');
  console.log(`Wrote ${path.relative(process.cwd(), target)}/migration.sql. Read it before you commit it.`);
}
