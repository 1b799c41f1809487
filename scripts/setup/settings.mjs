import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Problem, root } from "./project.mjs";

/** What the environment asks for. Every variable has a default. @param {NodeJS.ProcessEnv} [variables] */
export function readSettings(variables = process.env) {
  const port = Number(variables.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(`PORT is "${variables.PORT}": give a number from 1 to 65535.`);
  }
  const host = everywhere.has(variables.HOST ?? "") ? undefined : variables.HOST;
  return {
    port,
    /** The one address to listen on; without it, every one. */
    host,
    /** Where this machine reaches itself. */
    localUrl: toUrl(host ?? "127.0.0.1", port),
    dataFolder: path.resolve(root, variables.HIROBA_DATA || "data"),
    databaseUrl: variables.DATABASE_URL || undefined,
    /** Shows every line of the parts on the terminal. */
    isDevelopment: false,
    publicUrl: variables.HIROBA_URL || toUrl(host ?? "localhost", port),
  };
}

const everywhere = new Set(["", "::", "0.0.0.0"]);

/** @param {string} host @param {number} port */
function toUrl(host, port) {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
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
