import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Problem, root } from "./project.mjs";

/** What the environment asks for. Every variable has a default. */
export function readSettings() {
  const port = Number(process.env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(`PORT is "${process.env.PORT}": give a number from 1 to 65535.`);
  }
  return {
    port,
    dataFolder: path.resolve(root, process.env.HIROBA_DATA || "data"),
    databaseUrl: process.env.DATABASE_URL || undefined,
    /** Shows every line of the parts on the terminal. */
    isDevelopment: false,
    publicUrl: process.env.HIROBA_URL || `http://localhost:${port}`,
  };
}

/** The key that signs sessions: HIROBA_SECRET, or one that is made once and kept. @param {string} dataFolder */
export async function ensureSecret(dataFolder) {
  if (process.env.HIROBA_SECRET) return process.env.HIROBA_SECRET;
  const file = path.join(dataFolder, "secret");
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept) return kept.trim();
  const secret = randomBytes(32).toString("base64url");
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
