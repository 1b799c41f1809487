import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Cluster, role, serverEnvironment } from "./cluster";
import { requiredSettings, toArguments } from "./settings";

/** A running PostgreSQL server. */
export type Server = {
  /** `postgresql://…` of the database `hiroba`, whose role owns it and may create others. */
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends open transactions and connections, flushes, and returns when the server has ended. */
  stop(): Promise<void>;
};

/** Marks the connection by which a running Hiroba claims its data folder. */
export const claimName = "hiroba supervisor";

type ServeOptions = { port?: number; settings?: Record<string, string>; onLog?: (line: string) => void };

/** Starts the server process and waits until it answers. */
export async function serve(cluster: Cluster, options: ServeOptions): Promise<Server> {
  if (options.port) return serveOn(options.port, cluster, options);
  try {
    return await serveOn(await findFreePort(), cluster, options);
  } catch (error) {
    // Between our look and the server's, somebody else took the port. Twice in a row does not happen.
    if (!(error instanceof Error) || !error.message.includes("could not bind")) throw error;
    return serveOn(await findFreePort(), cluster, options);
  }
}

async function serveOn(port: number, cluster: Cluster, options: ServeOptions): Promise<Server> {
  const url = `postgresql://${role}:${cluster.password}@127.0.0.1:${port}/${role}`;
  const lines: string[] = [];
  const settings = { ...requiredSettings, "hiroba.folder": await toFolderMark(cluster), ...options.settings };
  const child = launch(cluster, ["-p", String(port), ...toArguments(settings)]);
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    lines.splice(0, lines.length - 5);
    options.onLog?.(line);
  });

  const { pid } = await spawned(child);
  const endGuard = guard(cluster, pid);
  void exited.then(endGuard);
  const claim = await waitUntilReady(url, child);
  if (!claim) throw new Error(`the embedded PostgreSQL did not start: ${lines.join(" | ") || "it wrote nothing"}`);
  const stop = async () => {
    await claim.end().catch(() => {});
    await stopProcess(child, exited);
  };
  return { url, port, pid, exited, stop };
}

/**
 * Tells a folder from its copy: PostgreSQL never touches this file once it is there, so that its time of change is when the
 * folder was made or put there. Realtime reads it to know a restored log.
 */
async function toFolderMark({ folder }: Cluster): Promise<string> {
  const { ctimeMs } = await stat(path.join(folder, "PG_VERSION"));
  return String(ctimeMs);
}

function launch(cluster: Cluster, args: string[]) {
  return spawn(cluster.binaries.postgres, ["-D", cluster.folder, ...args], {
    ...cluster.account,
    cwd: cluster.folder,
    env: serverEnvironment,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
}

async function spawned(child: ChildProcess): Promise<{ pid: number }> {
  if (child.pid === undefined) await once(child, "error").then(([error]) => Promise.reject(error as Error));
  return { pid: child.pid ?? 0 };
}

// A process that is killed cannot stop its server. This shell can: its input ends when we do, whatever ended us.
function guard(cluster: Cluster, pid: number): () => void {
  const shell = spawn("/bin/sh", ["-c", `read -r _; kill -INT ${pid} 2>/dev/null`], {
    ...cluster.account,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => {});
  shell.unref();
  return () => shell.kill("SIGKILL");
}

/** Returns the connection that claims the folder, or nothing if the server ended first. Recovery may take minutes. */
async function waitUntilReady(url: string, child: ChildProcess): Promise<pg.Client | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const client = new pg.Client({ connectionString: url, application_name: claimName });
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch {
      await sleep(30);
    }
  }
  return undefined;
}

async function stopProcess(child: ChildProcess, exited: Promise<void>): Promise<void> {
  // SIGINT is PostgreSQL's "fast shutdown"; SIGQUIT, "immediate", costs a recovery at the next start but no data.
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGQUIT"), 30_000);
  await exited;
  clearTimeout(timer);
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address ? address.port : 0;
}
