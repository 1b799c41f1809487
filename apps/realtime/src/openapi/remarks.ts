import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const documented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+)Schema\b/gu;

/** What the protocol's source says of each of its schemas, by the name it has in the contract. */
export function readRemarks(): Map<string, string> {
  const folder = path.join(import.meta.dirname, "../../../../packages/protocol/src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.ts$/u.test(file),
  );
  const sources = files.map((file) => readFileSync(path.join(folder, file), "utf8"));
  return new Map(
    sources.flatMap((source) =>
      [...source.matchAll(documented)].map(([, comment = "", name = ""]) => [toName(name), toText(comment)]),
    ),
  );
}

function toName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function toText(comment: string): string {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*?\s?/u, "").trim())
    .join(" ")
    .trim();
}
