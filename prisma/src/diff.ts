import { readFile } from "node:fs/promises";
import path from "node:path";
import { packageFolder } from "./migrations";
import { withSchemaEngine } from "./schema-engine";

/**
 * The SQL that leads from a database's tables to schema.prisma; undefined when they agree.
 *
 * From a migrated database, rather than by the engine's createMigration: that wants a shadow database besides, which its
 * WebAssembly build cannot open.
 */
export async function diffToSchema(url: string): Promise<string | undefined> {
  const content = await readFile(path.join(packageFolder, "schema.prisma"), "utf8");
  const files = [{ path: "schema.prisma", content }];
  const { stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", files, configDir: packageFolder },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return !stdout || stdout.startsWith("-- This is an empty migration") ? undefined : stdout;
}
