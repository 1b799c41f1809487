import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * A promise is truthy: a password check without its `await` lets everybody in (CVE-2026-28514). What `pnpm check:lint` runs,
 * with the rules as they are set, is given such checks in every part of the project, and refuses them as errors. One that
 * is kept in a name, or negated, it lets pass (Biome 2.6.8): that no way in forgets one is seen in ways-in.test.ts.
 */

const root = path.join(import.meta.dirname, "../../..");
const passwords = readFileSync(path.join(root, "apps/realtime/src/authentication/passwords.ts"), "utf8");
/** Where code is that could forget one, each by a folder of it. */
const parts = [
  "apps/realtime/src/authentication",
  "apps/realtime/src/testing",
  "apps/realtime/security",
  "apps/web/app",
  "apps/web/features/entry",
  "apps/web/e2e",
  "packages/client/src",
  "packages/protocol/src",
  "prisma/src",
  "scripts/setup",
  "bench/src",
];

const careless = `import { verifyPassword } from "./passwords.ts";

export async function mayEnter(password: string, hash: string): Promise<boolean> {
  verifyPassword(password, hash);
  if (verifyPassword(password, hash)) return true;
  return verifyPassword(password, hash) ? true : false;
}
`;

type Diagnostic = { severity: string; category: string; location: { path: string; start: { line: number } } };
let folder: string;
let found: Diagnostic[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "hiroba-lint-"));
  copyFileSync(path.join(root, "biome.json"), path.join(folder, "biome.json"));
  for (const part of parts) {
    write(`${part}/passwords.ts`, passwords);
    write(`${part}/may-enter.ts`, careless);
    write(`${part}/may-enter-with-care.ts`, careless.replaceAll("verifyPassword(p", "await verifyPassword(p"));
  }
  found = await lint();
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** What the linter says of the folder, run as the project's own script runs it. */
async function lint(): Promise<Diagnostic[]> {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(scripts.check).toContain("pnpm check:lint");
  const [program = "", ...given] = scripts["check:lint"]?.split(" ") ?? [];
  // There is no repository around the folder, and nothing may be left out of the report.
  const more = ["--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none"];
  const report = await new Promise<string>((resolve) => {
    execFile(path.join(root, "node_modules/.bin", program), [...given, ...more], { cwd: folder }, (_, stdout) =>
      resolve(stdout),
    );
  });
  return (JSON.parse(report) as { diagnostics: Diagnostic[] }).diagnostics;
}

/** The rules about promises that a file breaks, with the lines. */
function promisesIn(file: string): string[] {
  return found
    .filter(({ location }) => location.path === file)
    .filter(({ category }) => /Promise|Thenable/u.test(category))
    .map(({ severity, category, location }) => `${severity} ${category.split("/").at(-1)} in ${location.start.line}`)
    .sort();
}

describe.each(parts)("in %s", (part) => {
  it("a password check without await is an error to the linter", () => {
    expect(promisesIn(`${part}/may-enter.ts`)).toEqual([
      "error noFloatingPromises in 4",
      "error noMisusedPromises in 5",
      "error noMisusedPromises in 6",
    ]);
  });

  it("one with await is none", () => {
    expect(promisesIn(`${part}/may-enter-with-care.ts`)).toEqual([]);
  });
});
