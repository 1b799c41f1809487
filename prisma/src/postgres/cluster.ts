import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Account, canEnter, systemFolder } from "./account";
import type { Binaries } from "./binaries";
import { initialSettings, toArguments } from "./settings";

/** The files of one PostgreSQL cluster, ready to be served. */
export type Cluster = { folder: string; password: string; account: Account | undefined; binaries: Binaries };

/** The role and the database that Hiroba uses. The role owns the database and is no superuser. */
export const role = "hiroba";

// Only Hiroba's role may connect, from this machine, with its password. The superuser has none: it exists in
// single-user mode only, so nobody who can send SQL can become it.
const hostAccess = `host all ${role} 127.0.0.1/32 scram-sha-256\n`;

/** The cluster in `<dataFolder>/postgres`, made at the first call. The password is kept beside it, readable by its owner. */
export async function openCluster(
  dataFolder: string,
  { account, binaries }: { account: Account | undefined; binaries: Binaries },
): Promise<Cluster> {
  // 711 under root: the server's account must pass through, and nobody else may list.
  await mkdir(dataFolder, { recursive: true, mode: account ? 0o711 : 0o700 });
  const folder = await chooseFolder(dataFolder, account);
  const passwordFile = path.join(dataFolder, "postgres.password");
  const kept = await readFile(passwordFile, "utf8").catch(() => undefined);
  const password = kept ?? randomBytes(24).toString("base64url");
  const cluster = { folder, password, account, binaries };

  const exists = await stat(path.join(folder, "PG_VERSION")).catch(() => undefined);
  if (!exists) await createCluster(cluster);
  else if (kept === undefined) await runAsSuperuser(cluster, folder, [`ALTER ROLE ${role} PASSWORD '${password}'`]);
  if (kept === undefined) await writeFile(passwordFile, password, { mode: 0o600 });
  return cluster;
}

/** Runs one of PostgreSQL's programs as the cluster's account and returns when it has ended. */
export async function runProgram(
  cluster: Cluster,
  [program, ...args]: [string, ...string[]],
  input = "",
): Promise<void> {
  const child = spawn(program, args, { ...cluster.account, cwd: "/", env: serverEnvironment, stdio: "pipe" });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end(input);
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`${path.basename(program)} failed: ${output.trim() || `exit code ${code}`}`);
}

/** The environment for PostgreSQL's programs: PG* variables of the person's shell must not reach them. */
export const serverEnvironment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

async function chooseFolder(dataFolder: string, account: Account | undefined): Promise<string> {
  const folder = path.join(dataFolder, "postgres");
  const present = await realpath(folder).catch(() => undefined);
  if (present) return present;
  if (!account || (await canEnter(account, path.resolve(dataFolder)))) return folder;

  // Root's own folders are closed to the server's account. Opening them is not ours to do, so the files go where
  // system services keep theirs, and the link says so.
  const outside = path.join(systemFolder, `postgres-${randomBytes(6).toString("hex")}`);
  await mkdir(systemFolder, { recursive: true, mode: 0o755 });
  await symlink(outside, folder);
  return outside;
}

async function createCluster(cluster: Cluster): Promise<void> {
  const draft = `${cluster.folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (cluster.account) await chown(draft, cluster.account.uid, cluster.account.gid);

  await initialise(cluster, draft);
  await writeFile(path.join(draft, "pg_hba.conf"), hostAccess);
  await runAsSuperuser(cluster, draft, [
    `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD '${cluster.password}'`,
    `GRANT pg_monitor TO ${role}`,
    `CREATE DATABASE ${role} OWNER ${role}`,
  ]);
  // Only a finished cluster gets the final name, so an interrupted first start begins anew.
  await rename(draft, cluster.folder);
}

// pg_trgm still asks the C library what a letter is, and not every system has C.UTF-8.
const ctypes: string[] = ["C.UTF-8", "en_US.UTF-8", "C"];

async function initialise(cluster: Cluster, folder: string, [ctype, ...others] = ctypes): Promise<void> {
  const run = runProgram(cluster, [
    cluster.binaries.initdb,
    `--pgdata=${folder}`,
    "--username=postgres",
    "--auth=reject",
    "--encoding=UTF8",
    // Sorts by code point on every machine alike, and knows the letters of every script.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-locale",
    `--lc-ctype=${ctype}`,
    "--data-checksums",
    ...toArguments(initialSettings),
  ]);
  await run.catch((error: Error) => {
    if (others.length === 0 || !error.message.includes("invalid locale name")) throw error;
    return initialise(cluster, folder, others);
  });
}

function runAsSuperuser(cluster: Cluster, folder: string, statements: string[]): Promise<void> {
  const command = [cluster.binaries.postgres, "--single", "-D", folder, "-c", "exit_on_error=on", "postgres"] as const;
  return runProgram(cluster, [...command], `${statements.join("\n")}\n`);
}
