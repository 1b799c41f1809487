import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/*
 * Hiroba as somebody starts it: by the script of the real package.json, with one part that takes a moment to stop, and says so.
 */

const patient = { timeout: 20_000 };
/** @type {string} */
let folder;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hiroba-life-"));
  const { scripts } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ scripts: { start: scripts.start } }));
  await mkdir(path.join(folder, "scripts"));
  await writeFile(
    path.join(folder, "part.mjs"),
    `const end = () => { console.log("stopped"); process.exit(0); };
     process.once("SIGTERM", () => setTimeout(end, 300));
     console.log("up");
     setInterval(() => {}, 60_000);`,
  );
  const { href } = new URL("life.mjs", import.meta.url);
  await writeFile(
    path.join(folder, "scripts", "start.mjs"),
    `import { runUntilStopped } from ${JSON.stringify(href)};
     import { nodePart } from ${JSON.stringify(new URL("node-part.mjs", href).href)};
     await runUntilStopped(async (supervisor) => {
       await supervisor.keep(nodePart({ name: "part", args: [new URL("../part.mjs", import.meta.url).pathname], env: {}, onLine: console.log }));
     });`,
  );
});

afterEach(() => rm(folder, { recursive: true }));

/** @param {string} command @param {string[]} args */
function start(command, args) {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const run = { child, said: "", ended: once(child, "close") };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    run.said += text;
  });
  return run;
}

test("npm start that is told to end stops the parts first, and ends well", async () => {
  const run = start("npm", ["start"]);
  await expect.poll(() => run.said, patient).toContain("up");
  run.child.kill("SIGTERM");
  expect(await run.ended).toEqual([0, null]);
  expect(run.said).toContain("stopped");
});

test("one Ctrl-C that is heard from the terminal and from npm stops in order", async () => {
  const run = start(process.execPath, ["scripts/start.mjs"]);
  await expect.poll(() => run.said, patient).toContain("up");
  run.child.kill("SIGINT");
  await expect.poll(() => run.said, { ...patient, interval: 5 }).toContain("stopping");
  run.child.kill("SIGINT");
  expect(await run.ended).toEqual([0, null]);
  expect(run.said).toContain("stopped");
});
