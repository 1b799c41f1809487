import { expect, test } from "vitest";
import en from "./en.json";
import ja from "./ja.json";

type Tree = { [key: string]: string | Tree };

/** Every text by its dotted path. */
function flatten(tree: Tree, path = ""): [path: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : flatten(value, `${path}${key}.`),
  );
}

/** The names a text expects to be given, such as `{count, plural, …}` or `<link>`. */
function placeholders(text: string): string[] {
  const names = text.matchAll(/\{([a-z]\w*)(?=[,}])|<(\w+)>/gu);
  return [...new Set([...names].map((match) => match[1] ?? match[2] ?? ""))].sort();
}

const english = new Map(flatten(en));
const japanese = new Map(flatten(ja));

test("every text is there in both languages", () => {
  expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
});

test("a text names the same things in both languages", () => {
  for (const [key, text] of english) {
    expect({ key, names: placeholders(japanese.get(key) ?? "") }).toEqual({ key, names: placeholders(text) });
  }
});

test("no text is empty", () => {
  for (const [key, text] of [...english, ...japanese])
    expect({ key, empty: text.trim() === "" }).toEqual({ key, empty: false });
});
