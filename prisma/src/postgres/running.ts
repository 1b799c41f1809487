import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { role } from "./cluster";

/** The address of the server that is running on a data folder. Reads what was written there, and changes nothing. */
export async function findRunning(dataFolder: string): Promise<string | undefined> {
  const read = (file: string) => readFile(path.join(dataFolder, file), "utf8").catch(() => "");
  const password = await read("postgres.password");
  const port = (await read("postgres/postmaster.pid")).split("\n")[3];
  if (!password || !port) return undefined;
  const url = `postgresql://${role}:${password}@127.0.0.1:${port}/${role}`;
  return (await answers(url)) ? url : undefined;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
