import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import en from "../messages/en.json";
import ja from "../messages/ja.json";
import { failureReasons } from "./use-failure-text";

const server = path.join(import.meta.dirname, "../../realtime/src");
const refusal = /new CommandError\(\s*"(?<code>[A-Z_]+)",(?<rest>(?:(?!\);)[\s\S])*)/gu;
const reasonOf = /reason: "(?<reason>\w+)"/u;

/** `CODE reason` for all that the server refuses with; the pages without JavaScript have words of their own. */
function findRefusals(): string[] {
  const files = readdirSync(server, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => /(?<!\.test)\.ts$/u.test(file) && !/^(?:lite|testing)\b/u.test(file));
  const found = sources.flatMap((file) =>
    [...readFileSync(path.join(server, file), "utf8").matchAll(refusal)].flatMap(({ groups }) => {
      const reason = reasonOf.exec(groups?.rest ?? "")?.groups?.reason;
      return reason ? [`${groups?.code} ${reason}`] : [];
    }),
  );
  return [...new Set(found)].sort();
}

test("the server's refusals are found where they are made", () => {
  expect(findRefusals()).toContain("CONFLICT usernameTaken");
  expect(findRefusals()).toContain("CONFLICT tooManyReactions");
});

test.each(findRefusals())("%s is said in every language", (pair) => {
  const reason = pair.split(" ")[1] ?? "";
  expect(failureReasons).toContain(reason);
  for (const { errors } of [en, ja]) expect(errors.reasons).toHaveProperty(reason, expect.stringMatching(/\S/u));
});
