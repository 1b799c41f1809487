import { expect, test } from "vitest";
import { toSnippet } from "./snippet";

test.each([
  ["**bold** and _italic_ and ~~gone~~", "bold and italic and gone"],
  ["```ts\nconst a = 1\n```", "const a = 1"],
  ["> said\n\nanswer", "said answer"],
  ["see [the page](https://example.org) and ![cat](cat.png)", "see the page and cat"],
  ["snake_case_name stays", "snake_case_name stays"],
  ["- one\n- two", "one two"],
  ["| day | open |\n|---|:-:|\n| Mon | 9:30 |", "day · open …"],
  ["Hours:\n\n| day | open |\n| --- | --- |\n| Mon | 9:30 |\n\nSee you", "Hours: day · open … See you"],
  ["a | b\n--|--\n1 | 2", "a · b …"],
  ["| **day** | |\n| --- | --- |\n", "day …"],
  ["either | or", "either | or"],
])("%j reads %j", (body, expected) => {
  expect(toSnippet(body)).toBe(expected);
});

test("a long text ends in an ellipsis, and no emoji is cut in half", () => {
  expect(toSnippet("😀".repeat(200))).toBe(`${"😀".repeat(160)}…`);
});
