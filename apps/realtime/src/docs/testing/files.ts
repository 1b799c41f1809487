import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The folder of the repository. */
export const root = path.join(import.meta.dirname, "../../../../..");

/** Every page for people: those at the top, and all in docs. */
export function listPages(): string[] {
  const top = readdirSync(root).filter((name) => name.endsWith(".md"));
  const docs = readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" });
  return [...top, ...docs.filter((name) => name.endsWith(".md")).map((name) => path.join("docs", name))].sort();
}

/** A file's text, by its path in the repository. */
export function readText(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}
