import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { toolEnvironment } from "../setup/install.mjs";
import { cacheFolder, root } from "../setup/project.mjs";
import { endWithUs } from "../setup/run.mjs";

const reportFile = path.join(cacheFolder, "vitest.json");

/** Runs Vitest on some of its projects; says how many tests passed and which did not. @param {string} title @param {string[]} args */
export async function runTests(title, args) {
  console.log(`\n${title}`);
  await mkdir(cacheFolder, { recursive: true });
  await rm(reportFile, { force: true });
  const vitest = path.join(root, "node_modules", ".bin", "vitest");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const child = spawn(vitest, ["run", ...args, ...reporters], {
    cwd: root,
    env: toolEnvironment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(endWithUs(child), "close");
  return countReport(await readReport(), code);
}

/**
 * @typedef {{ fullName: string, status: string, failureMessages?: string[] }} Test
 * @typedef {{ name: string, status: string, message?: string, assertionResults: Test[] }} File
 * @returns {Promise<File[]>}
 */
async function readReport() {
  try {
    return JSON.parse(await readFile(reportFile, "utf8")).testResults;
  } catch {
    return [];
  }
}

/** @param {File[]} files @param {number | null} code @returns {{ passed: number, failures: string[] }} */
function countReport(files, code) {
  const failures = files.flatMap(describeFailures);
  // Vitest also fails for what no test reports: an unhandled rejection, a crash, no test at all.
  if (failures.length === 0 && code !== 0) failures.push(`Vitest ended with ${code}, though no test of it failed.`);
  const passed = files.flatMap((file) => file.assertionResults.filter(isPassed)).length;
  return { passed, failures };
}

/** Skipped and unfinished tests count as failed: a test that does not run proves nothing. @param {File} file */
function describeFailures(file) {
  const name = path.relative(root, file.name);
  const failures = file.assertionResults
    .filter((test) => !isPassed(test))
    .map(({ fullName, ...test }) => {
      return `${name} > ${fullName}: ${test.failureMessages?.map(withoutRunner).join("\n") || test.status}`;
    });
  const isOutside = file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed");
  return isOutside ? [`${name}: ${file.message || "failed outside its tests"}`, ...failures] : failures;
}

/** A failure as Vitest tells it, without the lines of its stack that lie in packages. @param {string} message */
function withoutRunner(message) {
  return message
    .split("\n")
    .filter((line) => !/^\s+at .*\/node_modules\//u.test(line))
    .join("\n");
}

/** @param {Test} test */
function isPassed({ status }) {
  return status === "passed";
}
