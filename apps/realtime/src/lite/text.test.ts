import { limits } from "@hiroba/protocol";
import { findHarm, harmfulAddresses, toBodies } from "@hiroba/protocol/testing/addresses";
import { expect, test } from "vitest";
import { toExcerpt, toText } from "./text.ts";

const linked = (address: string) =>
  `<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">${address}</a>`;

test.each([
  ["a\nb", "a<br>b"],
  ["see https://example.org/a.", `see ${linked("https://example.org/a")}.`],
  ["(http://example.org)", `(${linked("http://example.org")})`],
  ["https://de.example/Platz_(Stadt)", linked("https://de.example/Platz_(Stadt)")],
  ["広場はhttps://example.org/広場。です", `広場は${linked("https://example.org/広場")}。です`],
  ["mailto:aiko@example.org!", `${linked("mailto:aiko@example.org")}!`],
  ["[x](https://example.org/x)", `[x](${linked("https://example.org/x")})`],
  ["javascript:alert(1) data:text/html,x https:// mailto:", "javascript:alert(1) data:text/html,x https:// mailto:"],
  [`https://example.org/"onclick="x`, `${linked("https://example.org/")}&quot;onclick=&quot;x`],
])("%j", (body, expected) => {
  expect(toText(body).toString()).toBe(expected);
});

test.each(harmfulAddresses)("%j leads to no program, file, or other place that is no page", (address) => {
  for (const body of toBodies(address)) {
    const html = toText(body).toString();
    expect(findHarm(html)).toEqual([]);
    expect(html.replace(/<\/?(?:a|br)\b[^>]*>/gu, "")).not.toContain("<");
  }
});

test("an address with thousands of full stops is read in no time", () => {
  const body = `https://${".".repeat(limits.messageLength - 9)}a`;
  const started = performance.now();
  for (let count = 0; count < limits.pageSize; count++) expect(toText(body).toString()).toBe(linked(body));
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("an excerpt is one line and cuts between characters", () => {
  expect(toExcerpt("one\n\ntwo")).toBe("one two");
  expect(toExcerpt("👍".repeat(5), 3)).toBe("👍👍👍…");
});
