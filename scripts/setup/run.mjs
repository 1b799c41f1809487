import { spawn } from "node:child_process";
import { Problem, root } from "./project.mjs";

/**
 * Runs a command to its end and returns what it printed. Its output is shown only if it fails.
 *
 * @param {[string, ...string[]]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export async function run([program, ...args], { cwd = root, env = process.env } = {}) {
  const child = endWithUs(spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] }));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code === 0) return output;
  process.stderr.write(`\n${output.split("\n").slice(-60).join("\n")}\n`);
  throw new Problem(`"${[program, ...args].join(" ")}" failed; its last lines are above.`);
}

/**
 * Ends a child when this process exits before it, as on a signal that reached us alone.
 *
 * @template {import("node:child_process").ChildProcess} Child
 * @param {Child} child
 */
export function endWithUs(child) {
  const end = () => child.kill();
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  return child;
}
