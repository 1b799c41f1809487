import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../setup/project.mjs";
import { toPrintable } from "./printable.mjs";

const hook = new URL("die-with-parent.mjs", import.meta.url).href;
const patience = 15_000;
/**
 * What glibc's allocator is told: blocks of 4 MB and more go back to the system when they are freed. Left to itself it keeps
 * what a password's hash took, 16 MB, once for each of libuv's four threads, for good.
 */
const allocator = { MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20) };

/**
 * A part that is a Node.js program.
 *
 * @param {{ name: string, args: string[], env: NodeJS.ProcessEnv, cwd?: string, onLine: (line: string) => void }} options
 * @returns {import("./supervisor.mjs").Part}
 */
export function nodePart({ name, args, env, cwd = root, onLine }) {
  const start = async () => {
    const child = spawn(process.execPath, ["--import", hook, ...args], {
      cwd,
      env: { ...allocator, ...process.env, ...env, HIROBA_SUPERVISOR: String(process.pid) },
      // A group of its own: Ctrl-C reaches the supervisor alone, which then stops the parts in their order.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let lastLine = "";
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input: /** @type {import("node:stream").Readable} */ (input) }).on("line", (line) => {
        if (line.trim()) lastLine = toPrintable(line);
        onLine(line);
      });
    }
    const exited = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(signal ? `killed by ${signal}` : `exit code ${code}: ${lastLine}`));
    });
    return { exited, stop: () => stopChild(child, exited) };
  };
  return { name, start };
}

/** @param {import("node:child_process").ChildProcess} child @param {Promise<unknown>} exited */
async function stopChild(child, exited) {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  await exited;
  clearTimeout(timer);
}
