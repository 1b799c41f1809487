import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startTestServer } from "@hiroba/prisma/testing";
import { sleep, until } from "./until.ts";

/** A PostgreSQL server of a test's own, which flushes as in production, to be broken and started again at its place. */
export type OwnPostgres = {
  url: string;
  dataFolder: string;
  /** Kills the server and all its processes with SIGKILL: what was not written to a file is lost. */
  kill(): Promise<void>;
  /** PostgreSQL's own "immediate" shutdown: everybody is thrown out, nothing is finished. */
  stopAtOnce(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
  /** Starts it again, through its recovery, and waits until it answers. */
  start(): Promise<void>;
  /** Starts it again whenever it ends by itself, as the supervisor does; answers how to stop, which tells how often. */
  keepRunning(): () => number;
  close(): Promise<void>;
};

/** Starts it; with other settings of PostgreSQL, for those who break a rule, and in a folder of the test's own. */
export async function startOwnPostgres(settings: Record<string, string> = {}, folder?: string): Promise<OwnPostgres> {
  const dataFolder = folder ?? (await mkdtemp(path.join(tmpdir(), "hiroba-own-")));
  await mkdir(dataFolder, { recursive: true });
  let server = await startTestServer({ durable: true, dataFolder, settings });
  const { url, port } = server;

  const end = async (signal: NodeJS.Signals, pids: readonly number[]) => {
    for (const pid of pids) process.kill(pid, signal);
    await server.exited;
    await until(() => pids.every((pid) => !isThere(pid)), "the end of PostgreSQL");
  };
  const start = async () => {
    server = await startTestServer({ durable: true, dataFolder, settings, port });
  };
  return {
    url,
    // The server first, so that it cannot notice the end of a child and do something about it.
    kill: () => end("SIGKILL", [server.pid, ...childrenOf(server.pid)]),
    dataFolder,
    stop: () => server.stop(),
    stopAtOnce: () => end("SIGQUIT", [server.pid]),
    start,
    keepRunning: () => {
      let [isOver, restarts] = [false, 0];
      const keep = async () => {
        await server.exited;
        if (isOver) return;
        restarts += 1;
        // While there is no room it does not come up; whoever supervises it tries again a little later.
        await start().catch(() => sleep(500));
        await keep();
      };
      void keep();
      return () => {
        isOver = true;
        return restarts;
      };
    },
    close: async () => {
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

/** The fields after the command's name, which may hold anything: the state, then the parent. */
function readStatus(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  } catch {
    return [];
  }
}

const parentOf = (pid: number) => Number(readStatus(pid)[1]);

/** A zombie is no more than a line in a table, which waits for whoever inherited it. */
function isThere(pid: number): boolean {
  const [state] = readStatus(pid);
  return state !== undefined && state !== "Z";
}
