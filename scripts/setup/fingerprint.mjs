import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./project.mjs";

// Made by builds, or without influence on them.
const ignored = new Set(["node_modules", "dist", "generated", ".next", ".turbo", "e2e", "migrations", "next-env.d.ts"]);
const ignoredEnding = /\.(test\.tsx?|md|tsbuildinfo)$/;

/**
 * One string for the contents of some files and folders of the repository: it changes when they do.
 *
 * @param {string[]} paths relative to the repository
 */
export async function fingerprint(paths) {
  const hash = createHash("sha256").update(process.version);
  for (const file of (await Promise.all(paths.map(listFiles))).flat().sort()) {
    hash.update(`\0${file}\0`).update(await readFile(path.join(root, file)));
  }
  return hash.digest("hex");
}

/** Whether the work that `stampFile` stands for was done for this fingerprint. @param {string} stampFile @param {string} print */
export async function isDone(stampFile, print) {
  return (await readFile(stampFile, "utf8").catch(() => "")) === print;
}

/** @param {string} stampFile @param {string} print */
export function markDone(stampFile, print) {
  return writeFile(stampFile, print);
}

/** @param {string} entry @returns {Promise<string[]>} */
async function listFiles(entry) {
  if (ignored.has(path.basename(entry)) || ignoredEnding.test(entry)) return [];
  const absolute = path.join(root, entry);
  if (!(await stat(absolute)).isDirectory()) return [entry];
  const names = await readdir(absolute);
  return (await Promise.all(names.map((name) => listFiles(path.join(entry, name))))).flat();
}
