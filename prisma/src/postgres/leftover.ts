import { readFile, readlink, rm } from "node:fs/promises";
import { platform } from "node:os";
import path from "node:path";
import pg from "pg";
import { type Cluster, role, runProgram } from "./cluster";
import { claimName } from "./server";

/**
 * Stops a server that a killed Hiroba left running on this cluster, and removes a lock file that names some other
 * program (after a restart of the machine or the container, process ids are handed out anew).
 *
 * @throws when another Hiroba is alive and uses the cluster.
 */
export async function stopLeftover(cluster: Cluster): Promise<void> {
  const lockFile = path.join(cluster.folder, "postmaster.pid");
  const [pid, , , port] = (await readFile(lockFile, "utf8").catch(() => "")).split("\n").map(Number);
  // PostgreSQL itself clears the lock of a process that is gone, after making sure that its memory is free.
  if (!pid || !isAlive(pid)) return;
  if (!(await isPostgres(pid))) return rm(lockFile);
  if (port && (await isClaimed(cluster, port))) {
    throw new Error(`another Hiroba is running on ${path.dirname(cluster.folder)}; stop it first`);
  }
  await runProgram(cluster, [cluster.binaries.pgCtl, "stop", "-D", cluster.folder, "-m", "fast", "-w", "-t", "60"]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  // Elsewhere than on Linux a restart does not hand out the same small numbers again, as a container does.
  if (platform() !== "linux") return true;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => "");
  return path.basename(program).startsWith("postgres");
}

async function isClaimed(cluster: Cluster, port: number): Promise<boolean> {
  const connection = { host: "127.0.0.1", port, user: role, password: cluster.password, database: role };
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 3000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const claims = await client.query("SELECT FROM pg_stat_activity WHERE application_name = $1", [claimName]);
    return (claims.rowCount ?? 0) > 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
