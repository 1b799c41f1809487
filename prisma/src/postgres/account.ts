import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { platform } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** The system account that the server runs as when Hiroba itself runs as root, which PostgreSQL refuses. */
export type Account = { uid: number; gid: number };

/** Where root keeps what the server's account must reach when the project lies in a closed folder. */
export const systemFolder = "/var/lib/hiroba";

const run = promisify(execFile);
const accountName = "postgres";

/** The account to run the server as: none for an ordinary user, the (created) user `postgres` for root. */
export async function accessAccount(): Promise<Account | undefined> {
  if (platform() === "win32" || process.getuid?.() !== 0) return undefined;
  return (await findAccount()) ?? (await createAccount());
}

/** Whether `account` can reach and read a file: by mode bits, which is all that a fresh installation has. */
export async function canRead(account: Account, file: string): Promise<boolean> {
  const entry = await stat(file).catch(() => undefined);
  if (!entry || !hasBit(account, entry, 4)) return false;
  return canEnter(account, path.dirname(file));
}

/** Whether `account` may pass through a folder and every folder above it. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  const entry = await stat(folder);
  if (!hasBit(account, entry, 1)) return false;
  const parent = path.dirname(folder);
  return parent === folder || canEnter(account, parent);
}

function hasBit(account: Account, entry: { mode: number; uid: number; gid: number }, bit: number): boolean {
  if (entry.uid === account.uid) return (entry.mode & (bit << 6)) !== 0;
  if (entry.gid === account.gid) return (entry.mode & (bit << 3)) !== 0;
  return (entry.mode & bit) !== 0;
}

async function findAccount(): Promise<Account | undefined> {
  try {
    const uid = Number((await run("id", ["-u", accountName])).stdout);
    const gid = Number((await run("id", ["-g", accountName])).stdout);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

async function createAccount(): Promise<Account> {
  await run("useradd", ["--system", "--user-group", "--no-create-home", accountName]).catch(() => undefined);
  const account = await findAccount();
  if (account) return account;
  throw new Error(
    `PostgreSQL does not run as root and the user "${accountName}" could not be created; ` +
      "start Hiroba as an ordinary user, or set DATABASE_URL",
  );
}
