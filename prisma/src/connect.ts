import pg from "pg";

/**
 * Opens one connection, creating the database itself if it is missing and the role may.
 *
 * @throws an Error whose message is one line that a person can act on, without the password.
 */
export async function connect(url: string): Promise<pg.Client> {
  if (!/^postgres(ql)?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) {
    throw new Error("DATABASE_URL is not an address like postgresql://user:password@host:5432/database");
  }
  try {
    return await open(url);
  } catch (error) {
    if (codeOf(error) !== missingDatabase) throw explain(url, error);
  }
  try {
    await createMissing(url);
    return await open(url);
  } catch (error) {
    throw explain(url, error);
  }
}

const missingDatabase = "3D000";
const alreadyThere = new Set(["42P04", "23505"]);

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: "hiroba" });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    // Ends the timer of the connection timeout, which a refusal leaves running.
    await client.end().catch(() => {});
    throw error;
  }
}

async function createMissing(url: string): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = "/postgres";
  const client = await open(maintenance.href);
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another node was quicker.
    if (!alreadyThere.has(codeOf(error))) throw error;
  } finally {
    await client.end();
  }
}

function explain(url: string, error: unknown): Error {
  const { host, pathname, username } = new URL(url);
  const reasons: Record<string, string> = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: "its host name is unknown",
    ETIMEDOUT: "it does not answer",
    "28P01": `it refuses the password of "${username}"`,
    "28000": `it refuses the user "${username}"`,
    "42501": `the database does not exist and "${username}" may not create it`,
  };
  const reason = reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
  return new Error(`PostgreSQL at ${host}${pathname} cannot be used: ${reason}`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
