import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Fault } from "./faults.ts";
import { testVariables } from "./node.ts";

/** A node that is a process of its own, always at the same address. */
export type NodeProcess = {
  url: string;
  /** Starts it, or starts it again, and waits until it serves; with a fault it is one that breaks a rule. */
  start(fault?: Fault): Promise<void>;
  isRunning(): boolean;
  /** Asks it to stop, as a restart does, and waits until it has. */
  stop(): Promise<void>;
  pid(): number;
  /** Kills it with SIGKILL: it has no time to finish anything. */
  kill(): Promise<void>;
};

/** `imports`: modules that are loaded before the node. `settings`: its environment beside what all nodes of the tests have. */
export type ProcessOptions = { imports?: readonly string[]; settings?: Parameters<typeof testVariables>[1] };

/** Prepares a node's process. */
export async function createNodeProcess(
  databaseUrl: string,
  { imports = [], settings = {} }: ProcessOptions = {},
): Promise<NodeProcess> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (!child || !isRunning()) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    url,
    start: async (fault) => {
      const script = fileURLToPath(new URL(fault ? "node-main.ts" : "../main.ts", import.meta.url));
      const loaded = ["tsx", ...imports].flatMap((name) => ["--import", name]);
      const variables = testVariables(databaseUrl, { PORT: String(port), LOG_LEVEL: "error", ...settings });
      child = spawn(process.execPath, [...loaded, script, ...(fault ? [fault] : [])], {
        env: { PATH: process.env.PATH, ...variables },
        stdio: ["ignore", "ignore", "inherit"],
      });
      await waitUntilServing(url, child);
    },
    isRunning,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    pid: () => {
      if (child?.pid === undefined) throw new Error("The node was not started.");
      return child.pid;
    },
  };
}

/** Below what Linux hands out by itself, or somebody else could be given it before the process listens. */
const PORTS = { from: 20_000, to: 32_000 };

/** A port of the loopback interface that nobody listens on, and that nobody gets who does not ask for it. */
export async function findFreePort(): Promise<number> {
  const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return findFreePort();
  }
  server.close();
  await once(server, "close");
  return port;
}

const PATIENCE_MS = 40_000;

async function waitUntilServing(url: string, child: ChildProcess): Promise<void> {
  for (const started = Date.now(); Date.now() - started < PATIENCE_MS; ) {
    if (child.exitCode !== null) throw new Error(`The node ended with ${child.exitCode}.`);
    const response = await fetch(`${url}/health`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The node did not come up.");
}
