import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What these scripts keep between two starts: pnpm, and what was built from which sources. Safe to delete. */
export const cacheFolder = path.join(root, ".hiroba");

/** @type {{ packageManager: string, engines: { node: string } }} */
export const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** A reason to stop that a person can act on. It is shown as one line, without a stack. */
export class Problem extends Error {}
