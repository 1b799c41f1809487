import { limits, type Message, newId } from "@hiroba/protocol";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { drawBody } from "./draw-body";

function toMessage(body: string): Message {
  return {
    id: newId(),
    roomId: newId(),
    authorId: newId(),
    seq: 1,
    rev: 1,
    body,
    replyToId: null,
    mentions: { userIds: [], room: false },
    reactions: [],
    createdAt: "2026-11-22T20:39:20.000Z",
    editedAt: null,
    deletedAt: null,
  };
}

const countCells = (body: string) =>
  renderToStaticMarkup(drawBody({ message: toMessage(body), users: {} })).match(/<t[hd][ >]/gu)?.length;

test("a table's rows are filled up to its headings", () => {
  expect(countCells("|a|b|c|\n|-|:-:|-|\n|1|\n|1|2|3|4|")).toBe(9);
});

test("a message has no more cells than it has characters, however many its headings and rows make", () => {
  const body = `${"|a".repeat(300)}|\n${"|-".repeat(300)}|\n${"1\n".repeat(1_000)}`;
  expect(body.length).toBeLessThan(limits.messageLength);
  expect(countCells(body)).toBe(1_300);
});

test.each([
  ["quotes", "> ".repeat(5_000)],
  ["quotes with lists", ">- ".repeat(3_333)],
  ["numbers", "1. ".repeat(3_333)],
  ["stars", "*a_ ".repeat(2_500)],
  ["closing brackets", "]".repeat(10_000)],
])("a message full of %s is soon drawn", (_, body) => {
  const drawing = () => renderToStaticMarkup(drawBody({ message: toMessage(body), users: {} }));
  const at = performance.now();
  expect(drawing()).toContain(body.slice(0, 2).replace(">", "&gt;"));
  expect(performance.now() - at).toBeLessThan(1_000);
});

test("code stays code where there is too much of everything around it", () => {
  const html = renderToStaticMarkup(
    drawBody({
      message: toMessage(`\`x*\` **a**\n${"*_]".repeat(2_000)}\n\n> \`y\``),
      users: {},
    }),
  );
  expect(html).toContain("x*</code>");
  expect(html).toContain("**a**");
  expect(html).toContain("<blockquote");
});

test("a message of many signs, but not too many, is Markdown", () => {
  expect(renderToStaticMarkup(drawBody({ message: toMessage("**a** ".repeat(240)), users: {} }))).toContain(
    "<strong>a",
  );
  expect(renderToStaticMarkup(drawBody({ message: toMessage("> ".repeat(40)), users: {} }))).toContain("<blockquote");
  const underLine = toMessage(`${"-".repeat(120)}\n- a`);
  expect(renderToStaticMarkup(drawBody({ message: underLine, users: {} }))).toContain("<ul");
});
