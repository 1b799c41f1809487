import { createTestDatabase } from "@hiroba/prisma/testing";
import type {} from "@hiroba/prisma/testing/global-setup";
import pg from "pg";
import { inject } from "vitest";

/** A migrated database of its own, with connections to it, for tests without a node. */
export type TestPool = { url: string; pool: pg.Pool; close(): Promise<void> };

/** Opens one; `close` drops it. */
export async function openTestPool(): Promise<TestPool> {
  const { url, drop } = await createTestDatabase(inject("databaseServer"));
  const pool = new pg.Pool({ connectionString: url });
  return {
    url,
    pool,
    close: async () => {
      await pool.end();
      await drop();
    },
  };
}
