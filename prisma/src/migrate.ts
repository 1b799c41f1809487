import { connect } from "./connect";
import { readMigrations } from "./migrations";
import { withSchemaEngine } from "./schema-engine";

/**
 * Brings a database to this version's tables and returns the names of the migrations that it applied, in order.
 *
 * The database is created if it is missing and the role may. Nodes that start together may all call this: one works,
 * the others wait for it and find nothing left to do.
 *
 * @throws an Error with one clear line when the server cannot be used or a migration fails.
 */
export async function migrate(url: string): Promise<string[]> {
  const lock = await connect(url);
  try {
    // A session's lock, so that it goes with the connection of a node that dies.
    await lock.query("SELECT pg_advisory_lock($1)", [lockKey]);
    const migrationsList = await readMigrations();
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
    );
    return appliedMigrationNames;
  } finally {
    await lock.end();
  }
}

// "hiroba" in ASCII, read as a number.
const lockKey = 0x6869726f6261;
