import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fingerprint, isDone, markDone } from "./fingerprint.mjs";
import { cacheFolder, manifest, root } from "./project.mjs";
import { run } from "./run.mjs";

const version = manifest.packageManager.replace(/^pnpm@/, "");
const ownPnpm = path.join(cacheFolder, "pnpm");
const ownBin = path.join(ownPnpm, "node_modules", ".bin");
const stampFile = path.join(root, "node_modules", ".hiroba-installed");

/** The environment for pnpm, turbo and what they start: no questions, no telemetry, our pnpm first. */
export const toolEnvironment = {
  ...process.env,
  PATH: `${ownBin}${path.delimiter}${process.env.PATH}`,
  CI: "true",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
};

/** Installs pnpm at the pinned version into the repository, unless this machine has exactly that one. */
export async function ensurePnpm() {
  if (findVersion("pnpm") === version) return { note: version };
  if (findVersion(path.join(ownBin, "pnpm")) === version) return { note: version };
  await mkdir(ownPnpm, { recursive: true });
  const flags = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
  await run([...findNpm(), "install", "--prefix", ownPnpm, ...flags, `pnpm@${version}`], { cwd: ownPnpm });
  return { note: `${version} installed` };
}

/** Installs the dependencies as the lockfile says, unless that was done already. */
export async function ensureDependencies() {
  const print = await fingerprint(["pnpm-lock.yaml", "pnpm-workspace.yaml", ...(await listManifests())]);
  if (await isDone(stampFile, print)) return { note: "unchanged" };
  await run(["pnpm", "install", "--frozen-lockfile"], { env: toolEnvironment });
  await markDone(stampFile, print);
  return { note: "installed" };
}

/** Asked outside the repository, where pnpm and corepack do not follow its packageManager. @param {string} program */
function findVersion(program) {
  const env = { ...process.env, COREPACK_ENABLE_NETWORK: "0", COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  const result = spawnSync(program, ["--version"], { cwd: tmpdir(), env, encoding: "utf8", timeout: 20_000 });
  return result.stdout?.trim();
}

/** The npm that started us, or else the one that came with this Node.js. @returns {[string, ...string[]]} */
function findNpm() {
  const started = process.env.npm_execpath;
  return started?.endsWith("npm-cli.js") && existsSync(started) ? [process.execPath, started] : ["npm"];
}

async function listManifests() {
  const folders = ["apps", "packages"].map(async (parent) => {
    const names = await readdir(path.join(root, parent));
    return names.map((name) => `${parent}/${name}`);
  });
  const all = [".", "prisma", "bench", ...(await Promise.all(folders)).flat()];
  return all.map((folder) => path.join(folder, "package.json")).filter((file) => existsSync(path.join(root, file)));
}
