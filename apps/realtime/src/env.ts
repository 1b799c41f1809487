import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";

const envSchema = z.object({
  /** `development` lets Next's hot reload through; anything else is production. */
  NODE_ENV: z.string().default("production"),
  /** The public port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** The address to listen on: every interface, so that phones in the same network get in. */
  HOST: z
    .string()
    .default("::")
    .transform((host) => (host === "::" && !hasIpv6() ? "0.0.0.0" : host)),
  /** Where this server keeps what is not in PostgreSQL. */
  HIROBA_DATA: z
    .string()
    .default("./data")
    .transform((folder) => resolve(folder)),
  DATABASE_URL: z.url(),
  /** Carries signals between nodes instead of PostgreSQL, when set. */
  REDIS_URL: z.url().optional(),
  /** The public address, such as https://chat.example.org; without it each request's own Host is taken. */
  HIROBA_URL: z
    .url()
    .optional()
    .transform((url) => url?.replace(/\/+$/u, "")),
  /** Where apps/web listens; without it this node serves no pages. */
  HIROBA_WEB_URL: z.url().optional(),
  /** Signs cookies; at least 32 characters, the same on every node. */
  HIROBA_SECRET: z.string().min(32),
  /** How many reverse proxies stand before this server and may name the person's address (X-Forwarded-For). */
  HIROBA_TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  /** Events older than this many days are trimmed; a device that slept longer takes a snapshot (rule L9). */
  HIROBA_LOG_DAYS: z.coerce.number().int().min(1).default(30),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
});
export type Env = z.infer<typeof envSchema>;

/** Where the kernel has been told to do without, `::` cannot be listened on. */
function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === "IPv6"));
}

/** Reads the environment once, at start. Throws with one line per variable that is wrong. */
export function parseEnv(variables: Record<string, string | undefined> = process.env): Env {
  // Set to nothing means not set: compose files cannot leave a variable out.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = envSchema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The configuration is wrong.\n${lines.join("\n")}`);
}
