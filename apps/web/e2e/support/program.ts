import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A Node.js program of the story, in a process of its own. */
export type Program = {
  pid: number;
  /** All that it has printed. */
  output(): string;
  /** Ends it as a crash does: at once, with nothing put in order. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

type ProgramOptions = { args: string[]; cwd?: string; env: NodeJS.ProcessEnv; ready: string };

const root = path.join(import.meta.dirname, "../../../..");
const dieWithParent = path.join(root, "scripts/supervise/die-with-parent.mjs");
const PATIENCE_MS = 60_000;

/** Starts a program and waits until it answers at `ready`. Rejects with what it printed when it ends before. */
export async function startProgram({ args, cwd = root, env, ready }: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, ["--import", dieWithParent, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  await waitFor(ready, child).catch((error: Error) => {
    child.kill("SIGKILL");
    throw new Error(`${error.message}\n${output}`);
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

/** A port of loopback that nobody uses. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function waitFor(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(25)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("The program ended at once.");
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`Nothing answered at ${url}.`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
