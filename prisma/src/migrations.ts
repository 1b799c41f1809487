import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package, from its sources and from its bundle in dist/ alike. */
export const packageFolder = findPackage(path.dirname(fileURLToPath(import.meta.url)));

/** Where the migrations lie: `<timestamp>_<name>/migration.sql`, applied in the order of their names. */
export const migrationsFolder = path.join(packageFolder, "migrations");

/** Prisma's form of "every migration there is". */
export async function readMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: migrationsFolder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.sort().map(readMigration)),
  };
}

async function readMigration(name: string) {
  const sql = await readFile(path.join(migrationsFolder, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } } };
}

function findPackage(folder: string): string {
  return existsSync(path.join(folder, "schema.prisma")) ? folder : findPackage(path.dirname(folder));
}
