import { limits, type Message, newId } from "@hiroba/protocol";
import {
  findHarm,
  harmfulAddresses,
  harmlessAddresses,
  readAddresses,
  toBodies,
} from "@hiroba/protocol/testing/addresses";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
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

describe("an address in a message", () => {
  beforeAll(() => void vi.stubGlobal("window", { location: new URL("https://chat.example/rooms/it") }));
  afterAll(() => void vi.unstubAllGlobals());
  const draw = (body: string) => renderToStaticMarkup(drawBody({ message: toMessage(body), users: {} }));

  test.each(harmfulAddresses)("%j leads to no program, file, or other place that is no page", (address) => {
    for (const html of toBodies(address).map(draw)) {
      expect(findHarm(html)).toEqual([]);
      expect(html).not.toMatch(/<(?:script|iframe|img|svg|style|base|form|object)\b|<[^>]*\son\w+=/iu);
    }
  });

  test.each(harmlessAddresses)("%j is a link, and never a picture", (address) => {
    for (const html of toBodies(address).slice(1, -1).map(draw)) {
      expect(new Set(readAddresses(html))).toEqual(new Set([address]));
      expect(html).not.toContain("<img");
    }
  });

  test.each([
    ["資料は https://a.example/x。", ["https://a.example/x"], "。</p>"],
    ["（https://a.example/x）です", ["https://a.example/x"], "）です</p>"],
    [
      "https://a.example/x、次に https://b.example/（表）。",
      ["https://a.example/x", "https://b.example/"],
      "（表）。</p>",
    ],
    ["https://a.example/、https://b.example/", ["https://a.example/", "https://b.example/"], "</p>"],
    ["www.a.example。", ["http://www.a.example"], "。</p>"],
    [
      "https://web.example/https://a.example/広場",
      ["https://web.example/https://a.example/%E5%BA%83%E5%A0%B4"],
      "</p>",
    ],
    ["[これ](https://a.example/、b)", ["https://a.example/%E3%80%81b"], "</p>"],
    ["<https://a.example/、b>", ["https://a.example/%E3%80%81b"], "</p>"],
    ["https://。", [], "https://。</p>"],
  ])("%s ends where Japanese goes on", (body, addresses, end) => {
    const html = draw(body);
    expect([...html.matchAll(/href="([^"]*)"/gu)].map(([, address]) => address)).toEqual(addresses);
    expect(html.endsWith(end)).toBe(true);
  });

  test("that leads nowhere leaves its words, and is no link to where one is", () => {
    expect(draw("[words](javascript:alert(1)) ![a picture](data:image/png,x) [empty]()")).toBe(
      "<p>words a picture empty</p>",
    );
  });

  test("to another host without a scheme is a link to a page there, which is told nothing of where it stands", () => {
    expect(draw("[x](//other.example/a)")).toBe(
      '<p><a href="//other.example/a" target="_blank" rel="noopener noreferrer nofollow ugc">x</a></p>',
    );
  });
});
