import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { toolEnvironment } from "../setup/install.mjs";
import { cacheFolder, root } from "../setup/project.mjs";
import { endWithUs } from "../setup/run.mjs";

const reportFile = path.join(cacheFolder, "vitest.json");

/** Runs Vitest on some of its projects and counts what came of it. @param {string} title @param {string[]} args */
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
 * @typedef {{ name: string, status: string, message?: string, assertionResults: { fullName: string, status: string }[] }} File
 * @returns {Promise<File[]>}
 */
async function readReport() {
  try {
    return JSON.parse(await readFile(reportFile, "utf8")).testResults;
  } catch {
    return [];
  }
}

/** @param {File[]} files @param {number | null} code */
function countReport(files, code) {
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  // Skipped and unfinished tests count as failed: a test that does not run proves nothing.
  const others = tests.filter((test) => test.status !== "passed");
  for (const test of others.filter(({ status }) => status !== "failed")) console.log(`not run: ${test.fullName}`);
  const brokenFiles = files.filter((file) => file.status === "failed" && !file.assertionResults.some(isFailed));
  for (const file of brokenFiles) console.log(`not loaded: ${file.name}\n${file.message ?? ""}`);
  const failed = others.length + brokenFiles.length;
  // Vitest also fails for what no test reports: an unhandled rejection, a crash, no test at all.
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** @param {{ status: string }} test */
function isFailed({ status }) {
  return status === "failed";
}
