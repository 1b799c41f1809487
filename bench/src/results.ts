import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { describeMachine } from "./machine.ts";
import type { Row } from "./scenario.ts";

/** What a scenario brought: the rows of all runs, and of each figure the median, which the report is written from. */
export type Result = {
  date: string;
  runs: number;
  machine: ReturnType<typeof describeMachine>;
  rows: Row[];
  measured: Row[];
};

/** By scenario. */
export type Results = Record<string, Result>;

const folder = new URL("../results/", import.meta.url);
const file = fileURLToPath(new URL("results.json", folder));

export async function readResults(): Promise<Results> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  return JSON.parse(text) as Results;
}

export async function writeResults(results: Results): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
}
