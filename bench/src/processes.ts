import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { SERVER_CORE } from "./machine.ts";

/** Servers that run; a scenario that fails must not leave them behind. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program on the servers' core. `taskset` becomes it, so that the child's id is the program's. */
export function startPinned(command: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn("taskset", ["-c", String(SERVER_CORE), ...command], options);
  running.add(child);
  // Whoever waits for its answers would wait for ever.
  child.once("exit", (code) => {
    if (running.has(child)) throw new Error(`A server ended by itself, with ${code}.`);
  });
  return child;
}

/** Moves a process and its threads to the servers' core; what it starts later stays there too. */
export function pin(pid: number): void {
  spawn("taskset", ["-acp", String(SERVER_CORE), String(pid)], { stdio: "ignore" });
}

/** Waits until a server that was started answers; throws when it has ended or a minute has passed. */
export async function waitUntilUp(child: ChildProcess, answers: () => Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await answers()); ) {
    if (child.exitCode !== null || Date.now() - started > 60_000) throw new Error("The server did not come up.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends a program, by force if it takes longer than five seconds. */
export async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(force);
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("A TCP server has a port.");
  return address.port;
}
