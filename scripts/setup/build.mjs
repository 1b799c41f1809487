import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fingerprint, isDone, markDone } from "./fingerprint.mjs";
import { toolEnvironment } from "./install.mjs";
import { cacheFolder, root } from "./project.mjs";
import { run } from "./run.mjs";

const stampFile = path.join(cacheFolder, "built");
const sources = ["pnpm-lock.yaml", "tsconfig.base.json", "turbo.json", "packages", "prisma", "apps"];
const products = [
  "prisma/generated/client.ts",
  "prisma/dist/migrate.js",
  "apps/realtime/dist/main.js",
  "apps/web/.next/BUILD_ID",
];

/** Generates and builds everything, unless it was built from these very sources. */
export async function ensureBuilt() {
  // Asked here and not of turbo, whose own start takes longer than everything else of a second start.
  const print = await fingerprint(sources);
  const present = products.every((product) => existsSync(path.join(root, product)));
  if (present && (await isDone(stampFile, print))) return { note: "unchanged" };
  await turbo(["build"]);
  await mkdir(cacheFolder, { recursive: true });
  await markDone(stampFile, print);
  return { note: "built" };
}

/** Generates the Prisma client and builds the parts of `prisma` that these scripts load. */
export async function ensureDatabaseTools() {
  await turbo(["build", "--filter=@hiroba/prisma"]);
  return { note: "ready" };
}

/** @param {string[]} args */
async function turbo(args) {
  const program = path.join(root, "node_modules", ".bin", "turbo");
  await run([program, "run", ...args, "--output-logs=errors-only", "--no-update-notifier"], { env: toolEnvironment });
}
