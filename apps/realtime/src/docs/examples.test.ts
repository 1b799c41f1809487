import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { moveIn } from "../authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { readText } from "./testing/files.ts";

type Example = { code: string; answer: { language: string; text: string } | null };

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  await moveIn(server.url);
  folder = mkdtempSync(path.join(tmpdir(), "hiroba-examples-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

/** The shell examples of a page, each with the answer printed below it. */
function readExamples(page: string): Example[] {
  const found = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)];
  const blocks = found.map(([, language = "", text = ""]) => ({ language, text }));
  return blocks.flatMap(({ language, text }, index) => {
    const next = blocks[index + 1];
    const isAnswer = next !== undefined && (next.language === "json" || next.language === "text");
    return language === "sh" ? [{ code: text, answer: isAnswer ? next : null }] : [];
  });
}

/** Runs the examples in one shell, as somebody does who follows the page, and returns what each printed. */
async function runExamples(examples: readonly Example[]): Promise<string[]> {
  writeProgram("pnpm", 'shift 2; exec "$NODE" --import "$TSX" "$CLI" "$@"');
  if (spawnSync("curl", ["--version"]).status !== 0) writeProgram("curl", 'exec "$NODE" "$CURL" "$@"');
  const parts = examples.map(
    ({ code }) => `${code.replaceAll("http://localhost:3000", server.url)}wait\nprintf '\\036'\n`,
  );
  const env = {
    PATH: [folder, path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    NODE: process.execPath,
    TSX: import.meta.resolve("tsx"),
    CLI: path.join(import.meta.dirname, "../cli.ts"),
    CURL: fileURLToPath(import.meta.resolve("./testing/curl.mjs")),
    DATABASE_URL: server.databaseUrl,
  };
  const { stdout } = await promisify(execFile)("sh", ["-c", parts.join("")], { cwd: folder, env });
  return stdout.split("\u001e");
}

function writeProgram(name: string, script: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, name), 0o755);
}

/** Where something printed is not as the page says it: every property that the page shows must be there, of its kind. */
function findDifferences(shown: unknown, printed: unknown, place = "answer"): string[] {
  if (Array.isArray(shown)) {
    if (!Array.isArray(printed)) return [`${place} is no list`];
    return shown.length === 0 ? [] : findDifferences(shown[0], printed[0], `${place}[0]`);
  }
  if (typeof shown === "object" && shown !== null) {
    if (typeof printed !== "object" || printed === null) return [`${place} is no object`];
    return Object.entries(shown).flatMap(([name, value]) =>
      Object.hasOwn(printed, name)
        ? findDifferences(value, Reflect.get(printed, name), `${place}.${name}`)
        : [`${place} has no ${name}`],
    );
  }
  return typeof shown === typeof printed || printed === null || shown === null
    ? []
    : [`${place} is a ${typeof printed}`];
}

test("the examples of docs/clients.md answer what the page says", { timeout: 60_000 }, async () => {
  const examples = readExamples(readText("docs/clients.md"));
  expect(examples.length).toBeGreaterThan(5);
  const outputs = await runExamples(examples);
  for (const [index, { code, answer }] of examples.entries()) {
    const output = outputs[index] ?? "";
    if (answer?.language === "json") {
      const differences = findDifferences(JSON.parse(answer.text), JSON.parse(output));
      expect(differences, `${code}\nprinted\n${output}`).toEqual([]);
    }
    // A stream: the same lines in the same order, whatever they carry.
    if (answer?.language === "text") {
      const fields = (text: string) =>
        text.split("\n").flatMap((line) => /^(?:event: \w+|\w+:)/u.exec(line)?.[0] ?? []);
      const printed = fields(output);
      expect(printed.slice(0, 3)).toEqual(fields(answer.text).slice(0, 3));
      expect(printed).toEqual(expect.arrayContaining(fields(answer.text)));
    }
  }
  expect(outputs.join("")).toContain("Hello from a script.");
});
