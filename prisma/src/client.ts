import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../generated/client";

/** The rows of the tables, as Prisma returns them, and its query types. */
export type * from "../generated/client";

/** One process's way to the database: `prisma` for ordinary queries and `pool` for SQL, over the same connections. */
export type Database = {
  pool: pg.Pool;
  prisma: PrismaClient;
  /** Waits for the queries under way and closes every connection. */
  close(): Promise<void>;
};

/**
 * Connects to PostgreSQL when the first query asks for it.
 *
 * @param url `postgresql://…`; pg's own parameters may follow, such as `?max=20` connections (10 if not given).
 */
export function createDatabase(url: string, options: PoolOptions = {}): Database {
  const pool = createPool(url, options);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { pool, prisma, close };
}

/**
 * `max` connections; the timeouts in milliseconds, as pg and PostgreSQL name them. `query_timeout` is how long an answer
 * may take, `connectionTimeoutMillis` how long to wait for a connection while all are in use; for ever if not given.
 */
export type PoolOptions = Pick<
  pg.PoolConfig,
  "max" | "query_timeout" | "connectionTimeoutMillis" | "idle_in_transaction_session_timeout"
>;

/** A new connection that takes longer leads nowhere, such as over a line that swallows; in milliseconds. */
const CONNECT_MS = 2_000;

/** One that gives up on its own, however long whoever waits for a connection may wait. */
class ImpatientClient extends pg.Client {
  constructor(options?: pg.ClientConfig) {
    super({ ...options, connectionTimeoutMillis: CONNECT_MS });
  }
}

/** Connections beside those of `createDatabase`, so that whoever uses them waits for nobody else; `end` closes them. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "hiroba",
    Client: ImpatientClient,
    ...options,
  });
  // Without a listener an idle connection that breaks ends the process. The next query opens another or reports it.
  pool.on("error", () => {});
  // So does one in use that breaks between two of its queries; the next of them reports it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
