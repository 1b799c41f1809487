import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodePart } from "./node-part.mjs";
import { createSupervisor } from "./supervisor.mjs";

const patient = { timeout: 20_000 };
/** @type {string} */
let folder;
/** @type {string[]} */
let said;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hiroba-supervise-"));
  said = [];
});

afterEach(() => rm(folder, { recursive: true }));

// Each line names the part and its process id; the last one says that it ended of its own accord.
const program = `
  const [name] = process.argv.slice(2);
  console.log("start", name, process.pid);
  process.once("SIGTERM", () => { console.log("stop", name, process.pid); process.exit(0); });
  setInterval(() => {}, 60_000);
`;

test("a part that is killed starts again, and all stop in reverse order", async () => {
  const supervisor = createSupervisor({ onCrash: (line) => said.push(line), onGiveUp: (line) => said.push(line) });
  await supervisor.keep(await part("first", program));
  await expect.poll(starts, patient).toEqual(["first"]);
  await supervisor.keep(await part("second", program));
  await expect.poll(starts, patient).toEqual(["first", "second"]);

  process.kill(pidOf("first"), "SIGKILL");
  await expect.poll(starts, patient).toEqual(["first", "second", "first"]);
  expect(said).toContain("first ended (killed by SIGKILL); starting it again");

  await supervisor.stop();
  expect(said.filter((line) => line.startsWith("stop")).map((line) => line.split(" ")[1])).toEqual(["second", "first"]);
});

test("a part that keeps ending is given up, with its last words", async () => {
  const givenUp = new Promise((resolve) => {
    const supervisor = createSupervisor({ onCrash: (line) => said.push(line), onGiveUp: resolve });
    void part("broken", "console.error('the reason'); process.exit(3)").then(supervisor.keep);
  });
  expect(await givenUp).toBe("broken ended 5 times within a minute: exit code 3: the reason");
  expect(said.filter((line) => line.endsWith("starting it again"))).toHaveLength(4);
});

test("the parts end when the supervisor is killed", async () => {
  const supervisor = path.join(folder, "supervisor.mjs");
  const part = path.join(folder, "part.mjs");
  const pidFile = path.join(folder, "pid");
  await writeFile(
    part,
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 60_000);`,
  );
  await writeFile(
    supervisor,
    `import { nodePart } from ${JSON.stringify(new URL("node-part.mjs", import.meta.url).href)};
     await nodePart({ name: "part", args: [${JSON.stringify(part)}], env: {}, onLine: () => {} }).start();`,
  );
  const child = spawn(process.execPath, [supervisor]);
  await expect.poll(() => readFile(pidFile, "utf8").catch(() => ""), patient).not.toBe("");
  const pid = Number(await readFile(pidFile, "utf8"));
  child.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), patient).toBe(false);
});

/** @param {string} name @param {string} source */
async function part(name, source) {
  const file = path.join(folder, `${name}.mjs`);
  await writeFile(file, source);
  return nodePart({ name, args: [file, name], env: {}, onLine: (line) => said.push(line) });
}

function starts() {
  return said.filter((line) => line.startsWith("start")).map((line) => line.split(" ")[1]);
}

/** @param {string} name */
function pidOf(name) {
  return Number(said.findLast((line) => line.startsWith(`start ${name}`))?.split(" ")[2]);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
