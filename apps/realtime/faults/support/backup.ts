import { readFileSync } from "node:fs";
import pg from "pg";

/** A backup of a database, as it was when it was taken. */
export type Backup = {
  /** Puts it in the place of what is there, and does what docs/self-hosting.md asks for then. */
  restore(): Promise<void>;
};

const page = new URL("../../../../docs/self-hosting.md", import.meta.url);

/** Takes one: a copy of all tables beside them. */
export async function takeBackup(databaseUrl: string): Promise<Backup> {
  const tables = await run(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ; CREATE SCHEMA backup");
    for (const { name } of rows) await client.query(`CREATE TABLE backup.${name} AS TABLE public.${name}`);
    await client.query("COMMIT");
    return rows.map(({ name }) => name);
  });
  return {
    restore: () =>
      run(databaseUrl, async (client) => {
        // Tables refer to each other; the order in which they come does not matter while that is not checked.
        const constraints = await dropReferences(client);
        await client.query(`BEGIN; TRUNCATE ${tables.map((name) => `public.${name}`).join(", ")}`);
        for (const name of tables) await client.query(`INSERT INTO public.${name} TABLE backup.${name}`);
        for (const { add } of constraints) await client.query(add);
        await client.query(readNewEpoch());
        await client.query("COMMIT");
      }),
  };
}

type Reference = { drop: string; add: string };

async function dropReferences(client: pg.Client): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  for (const { drop } of rows) await client.query(drop);
  return rows;
}

/** The statement that the page tells operators to run, so that it is this one that is tried. */
function readNewEpoch(): string {
  const [, sql = ""] = /```sql\n(UPDATE log_head SET epoch[^`]+)```/u.exec(readFileSync(page, "utf8")) ?? [];
  if (!sql) throw new Error("docs/self-hosting.md does not say how to give the log another epoch.");
  return sql;
}

async function run<Answer>(url: string, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
