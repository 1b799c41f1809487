import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../generated/client";
import { type Connections, createConnections } from "./connections";

/** The rows of the tables, as Prisma returns them, and its query types. */
export type * from "../generated/client";
export type { Connections } from "./connections";

/** One process's way to the database: `prisma` for ordinary queries and `pool` for SQL, over the same connections. */
export type Database = {
  pool: pg.Pool;
  prisma: PrismaClient;
  /** Those of the pool, and of whatever else is opened among them. */
  connections: Connections;
  /** Waits for the queries under way and closes every connection. */
  close(): Promise<void>;
};

/**
 * Connects to PostgreSQL when the first query asks for it.
 *
 * @param url `postgresql://…`; pg's own parameters may follow, such as `?max=20` connections (10 if not given).
 */
export function createDatabase(url: string, options: PoolOptions = {}): Database {
  const { connections = createConnections() } = options;
  const pool = createPool(url, { ...options, connections });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { pool, prisma, connections, close };
}

/**
 * `max` connections; the timeouts in milliseconds, as pg and PostgreSQL name them. `query_timeout` is how long an answer
 * may take, `connectionTimeoutMillis` how long to wait for a connection while all are in use; for ever if not given.
 * `connections`: those among which the pool opens its own.
 */
export type PoolOptions = Pick<
  pg.PoolConfig,
  "max" | "query_timeout" | "connectionTimeoutMillis" | "idle_in_transaction_session_timeout"
> & { connections?: Connections };

/** Connections beside those of `createDatabase`, so that whoever uses them waits for nobody else; `end` closes them. */
export function createPool(url: string, { connections = createConnections(), ...options }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "hiroba",
    Client: connections.Client,
    ...options,
  });
  // Without a listener an idle connection that breaks ends the process. The next query opens another or reports it.
  pool.on("error", () => {});
  // So does one in use that breaks between two of its queries; the next of them reports it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
