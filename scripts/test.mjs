// npm test: the same set-up as npm start, then every check and every test. A stage that fails does not keep the later
// ones from running. The last line is "N passed, N failed"; each static check counts as one.
import { ensureBuilt, ensureDatabaseTools } from "./setup/build.mjs";
import { ensureDependencies, ensurePnpm } from "./setup/install.mjs";
import { checkNode } from "./setup/machine.mjs";
import { step } from "./setup/progress.mjs";
import { Problem } from "./setup/project.mjs";
import { runCheck } from "./test/run-check.mjs";
import { runTests } from "./test/run-tests.mjs";

const checks = ["format", "lint", "types", "dead", "boundaries"];

const result = { passed: 0, failed: 0 };

/** @param {{ passed: number, failed: number }} stage */
function count({ passed, failed }) {
  result.passed += passed;
  result.failed += failed;
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
  console.error(error instanceof Problem ? error.message : error);
  count({ passed: 0, failed: 1 });
}

console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed > 0 ? 1 : 0);
