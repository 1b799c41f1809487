// npm test: the same set-up as npm start, then every check and every test. A stage that fails does not keep the later
// ones from running. What failed is told at the end, before the last line, "N passed, N failed": a log's end is what
// is kept of it. Each static check counts as one.
import { inspect } from "node:util";
import { ensureBuilt, ensureDatabaseTools } from "./setup/build.mjs";
import { ensureDependencies, ensurePnpm } from "./setup/install.mjs";
import { checkNode } from "./setup/machine.mjs";
import { step } from "./setup/progress.mjs";
import { Problem } from "./setup/project.mjs";
import { report } from "./test/report.mjs";
import { runCheck } from "./test/run-check.mjs";
import { runTests } from "./test/run-tests.mjs";

const checks = ["format", "lint", "types", "dead", "boundaries"];

const result = { passed: 0, failures: /** @type {string[]} */ ([]) };

/** @param {{ passed: number, failures: string[] }} stage */
function count({ passed, failures }) {
  result.passed += passed;
  result.failures.push(...failures);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

try {
  checkNode();
  await step("pnpm", ensurePnpm);
  await step("dependencies", ensureDependencies);
  await step("tools", ensureDatabaseTools);
  for (const check of checks) count(await runCheck(check));
  count(await runTests("unit, database and transports", ["--project=!e2e"]));
  await step("build", ensureBuilt);
  count(await runTests("browser stories", ["--project=e2e"]));
} catch (error) {
  count({ passed: 0, failures: [error instanceof Problem ? error.message : inspect(error)] });
}

report(result);
