import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import pg from "pg";
import type { OwnPostgres } from "./own-postgres.ts";

/** A backup of a database, as it was when it was taken. */
export type Backup = {
  /** Puts it in the place of what is there. */
  restore(): Promise<void>;
};

/** Copies the data folder beside it, as docs/self-hosting.md says: with the server stopped. */
export async function copyFolder({ dataFolder, stop, start }: OwnPostgres): Promise<Backup> {
  const copy = (from: string, to: string) => execFileSync("cp", ["-a", from, to]);
  const [folder, aside] = [`${dataFolder}/postgres`, `${dataFolder}/backup`];
  await stop();
  copy(folder, aside);
  await start();
  return {
    restore: async () => {
      await stop();
      await rm(folder, { recursive: true });
      copy(aside, folder);
      await start();
    },
  };
}

/** Copies all tables beside them. */
export async function copyTables(databaseUrl: string): Promise<Backup> {
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

async function run<Answer>(url: string, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
