import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.join(import.meta.dirname, "../../src");
const isTest = (file: string) => /\.test\.ts$|(?:^|\/)testing\//u.test(file);

/** The files of the server that have a text in them, by their paths under `src`. */
export function findFiles(pattern: RegExp): string[] {
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));
  return files.filter((file) => !isTest(file) && pattern.test(readFileSync(path.join(folder, file), "utf8"))).sort();
}
