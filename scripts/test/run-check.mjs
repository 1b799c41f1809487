import { spawn } from "node:child_process";
import { once } from "node:events";
import { toolEnvironment } from "../setup/install.mjs";
import { root } from "../setup/project.mjs";
import { endWithUs } from "../setup/run.mjs";

/** Runs one of package.json's `check:` scripts and keeps its output if it fails. @param {string} name */
export async function runCheck(name) {
  const stdio = /** @type {["ignore", "pipe", "pipe"]} */ (["ignore", "pipe", "pipe"]);
  const child = endWithUs(spawn("pnpm", ["run", `check:${name}`], { cwd: root, env: toolEnvironment, stdio }));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  console.log(`${code === 0 ? "✓" : "✗"} ${name}`);
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [`check:${name}\n${output}`] };
}
