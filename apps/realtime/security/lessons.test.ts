import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

/* docs/security-tests.md says which test holds what: that the tests are there is checked here, that they pass by the run. */

const folder = path.join(import.meta.dirname, "../../../docs");
const page = readFileSync(path.join(folder, "security-tests.md"), "utf8");
const rows = [...page.matchAll(/^\| (?<lesson>[^|]+) \| \[[^\]]+\]\((?<file>[^)]+)\) \| (?<title>[^|]+) \|$/gmu)];

it("the page has rows, all of one form", () => {
  const all = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:---|what went wrong)/u.test(line));
  expect(rows.length).toBeGreaterThan(50);
  expect(all).toHaveLength(rows.length);
});

it("every test that the page names is there", () => {
  const missing = rows.filter(({ groups }) => {
    const text = readFileSync(path.join(folder, groups?.file ?? ""), "utf8");
    return ![`"${groups?.title}"`, `\`${groups?.title}\``].some((title) => text.includes(title));
  });
  expect(missing.map(([row]) => row)).toEqual([]);
});
