import { expect, test } from "vitest";
import { remarkChat } from "./remark-chat";

type Tree = Parameters<ReturnType<typeof remarkChat>>[0];

/** A paragraph of one text, in short: mentions as `<@name:id>`, line breaks as `/`. */
function run(text: string, room = false): string {
  const tree: Tree = { type: "root", children: [{ type: "text", value: text }] };
  remarkChat({
    called: new Map([
      ["ben", "b"],
      ["愛子", "a"],
    ]),
    room,
  })(tree);
  return (tree.children ?? []).map(write).join("");
}

function write(node: Tree): string {
  if (node.type === "break") return "/";
  if (node.type !== "mention") return node.value ?? "";
  return `<${node.children?.[0]?.value}:${Object.values(node.data?.hProperties ?? {}).join()}>`;
}

test("those who are called stand out, nobody else", () => {
  expect(run("hi @ben and @dee")).toBe("hi <@ben:b> and @dee");
  expect(run("@ben, @Ben")).toBe("<@ben:b>, <@Ben:b>");
});

test("a Japanese name needs no space after it", () => {
  expect(run("@愛子さん、お願いします")).toBe("<@愛子:a>さん、お願いします");
});

test("@room stands out only where it called the room", () => {
  expect(run("@room hello")).toBe("@room hello");
  expect(run("@room hello", true)).toBe("<@room:room> hello");
});

test("a line break is one", () => {
  expect(run("one\ntwo @ben")).toBe("one/two <@ben:b>");
});
