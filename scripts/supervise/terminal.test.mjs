import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog } from "./log-file.mjs";
import { nodePart } from "./node-part.mjs";
import { createNoticeFilter } from "./terminal.mjs";

/* What an operator sees of the parts' lines, which may quote what people wrote (CVE-2026-3108). */

/** Clears a terminal in two ways, and turns what follows around. */
const steering = "A\u001b[2JB\u009b2JC\u202eD";
const shown = "A\\u001b[2JB\\u009b2JC\\u202eD";

/** @type {string} */
let folder;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hiroba-terminal-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("a line that would steer a terminal is shown there, not obeyed", () => {
  const choose = createNoticeFilter();
  expect(choose(`an error about ${steering}`)).toBe(`an error about ${shown}`);
  const line = JSON.stringify({ level: 50, msg: `Not ${steering}.`, err: { message: steering } });
  expect(choose(line)).toBe(`Not ${shown}. (${shown})`);
  expect(choose("an error\tin its columns")).toBe("an error\tin its columns");
});

test("a log holds no line that would steer a terminal on which it is read", async () => {
  const log = createLog(folder, "part");
  log(steering);
  log(JSON.stringify({ msg: steering }));
  const [plain, json = ""] = (await readFile(path.join(folder, "part.log"), "utf8")).split("\n");
  expect(plain).toBe(shown);
  expect(json).toBe(`{"msg":"${shown}"}`);
  expect(JSON.parse(json)).toEqual({ msg: steering });
});

test("nor do the last words of a part that ends", async () => {
  const source = `console.error(${JSON.stringify(steering)}); process.exit(3)`;
  const part = nodePart({ name: "broken", args: ["--eval", source], env: {}, onLine: () => {} });
  const { exited } = await part.start();
  expect(await exited).toBe(`exit code 3: ${shown}`);
});
