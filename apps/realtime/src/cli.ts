import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { run } from "./cli/run.ts";

// biome-ignore lint/style/noProcessEnv: this is where the command line reads it, once.
const { DATABASE_URL, HIROBA_DATA } = process.env;
const place = { databaseUrl: DATABASE_URL || undefined, dataFolder: resolve(HIROBA_DATA || "data") };

async function readLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return "";
}

const { code, stdout, stderr } = await run(process.argv.slice(2), place, { readLine });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = code;
