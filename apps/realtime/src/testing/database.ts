import { createDatabase, type Database } from "@hiroba/prisma/client";
import { createTestDatabase } from "@hiroba/prisma/testing";
import type {} from "@hiroba/prisma/testing/global-setup";
import { inject } from "vitest";

/** A migrated database of its own, with connections to it, for tests without a node. */
export type TestPool = Pick<Database, "pool" | "connections" | "close"> & { url: string };

/** Opens one; `close` drops it. */
export async function openTestPool(): Promise<TestPool> {
  const { url, drop } = await createTestDatabase(inject("databaseServer"));
  const { pool, connections, close } = createDatabase(url);
  return {
    url,
    pool,
    connections,
    close: async () => {
      await close();
      await drop();
    },
  };
}
