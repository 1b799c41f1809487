import { expect, test } from "vitest";
import { readText } from "./testing/files.ts";

type Setting = { name: string; fallback: string | null };

/** The variables that a node reads, with their defaults as they are written. */
function readCode(): Setting[] {
  const source = readText("apps/realtime/src/env.ts");
  const schema = /z\.object\(\{([\s\S]*?)\n\}\);/u.exec(source)?.[1] ?? "";
  return schema.split(/\n(?= {2}[A-Z_]+:)/u).flatMap((text) => {
    const name = /^ {2}([A-Z_]+):/u.exec(text)?.[1];
    const fallback = /\.default\("?([^")]+)"?\)/u.exec(text)?.[1] ?? null;
    return name === undefined ? [] : [{ name, fallback }];
  });
}

/** The rows of the table in docs/self-hosting.md. */
function readTable(): Setting[] {
  const rows = readText("docs/self-hosting.md").matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \|/gmu);
  return [...rows].map(([, name = "", cell = ""]) => ({
    name,
    fallback: /^`([^`]+)`$/u.exec(cell.trim())?.[1] ?? null,
  }));
}

test("docs/self-hosting.md lists every setting with its default", () => {
  const byName = (left: Setting, right: Setting) => (left.name < right.name ? -1 : 1);
  const code = readCode();
  expect(code.length).toBeGreaterThan(8);
  expect(readTable().sort(byName)).toEqual(code.sort(byName));
});
