import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMentions, ROOM_MENTION, resolveMention } from "./mentions.ts";

const known = new Set(["aiko", "ben", "benedict", "愛子", "愛", "dr.oneill-smith", "たなか", ROOM_MENTION]);

/** Whom a text calls, among those who exist. */
const called = (body: string) =>
  findMentions(body).flatMap(({ name }) => resolveMention(name, (username) => known.has(username)) ?? []);

describe("a mention", () => {
  it.each([
    ["hello @ben", ["ben"]],
    ["@ben, @aiko: tea?", ["ben", "aiko"]],
    ["(@ben)", ["ben"]],
    ["tea with @ben.", ["ben"]],
    ["@BEN and @Ｂｅｎ", ["ben", "ben"]],
    ["@dr.oneill-smith.", ["dr.oneill-smith"]],
    ["@room please", ["room"]],
    ["**@ben**", ["ben"]],
    ["@ben's tea", ["ben"]],
    ["between ``` and @ben is nothing closed", ["ben"]],
    ["one ` and @ben", ["ben"]],
    ["`another paragraph\n\n@ben`", ["ben"]],
    ["```\ncode\n```\n@ben", ["ben"]],
    ["```code``` @ben", ["ben"]],
    ["\\`@ben\\`", ["ben"]],
  ])("is found in %j", (body, names) => {
    expect(called(body)).toEqual(names);
  });

  it.each([
    ["@aikoさん、おはよう", ["aiko"]],
    ["@愛子さんと@benさん", ["愛子", "ben"]],
    ["おはよう@aiko", ["aiko"]],
    ["ありがとう、@たなかさん！", ["たなか"]],
    ["（@愛子）", ["愛子"]],
    ["＠愛子 全角", []],
    ["@room。", ["room"]],
  ])("is found where Japanese puts no space, in %j", (body, names) => {
    expect(called(body)).toEqual(names);
  });

  it.each([
    ["ben@ben.example"],
    ["write to first.last@ben"],
    ["@benjamin"],
    ["@roomy"],
    ["@@ben"],
    ["@"],
    ["@ ben"],
    ["https://example.org/@ben"],
    ["`@ben`"],
    ["```\n@ben\n```"],
    ["~~~\n@ben\n~~~"],
    ["```\nnever closed @ben"],
    ["``@ben``"],
    ["``a ` and @ben``"],
    ["`on two lines\n@ben`"],
    ["````\n```\n@ben\n````"],
    ["> ~~~\n> @ben\n> ~~~"],
    ["- ```\n  @ben\n  ```"],
    ["```sh\n@ben\n``\n@ben\n```"],
  ])("is not found in %j", (body) => {
    expect(called(body)).toEqual([]);
  });

  it("is the longest name that is known", () => {
    expect(called("@benedict")).toEqual(["benedict"]);
    expect(called("@愛子")).toEqual(["愛子"]);
    expect(called("@愛さん")).toEqual(["愛"]);
  });

  it("stands where its @ stands, code before it or not", () => {
    const body = "`code` 😀 @ben";
    expect(findMentions(body)).toEqual([{ start: body.indexOf("@"), name: "ben" }]);
  });

  it("is found in no more than linear time", () => {
    const started = performance.now();
    const runs = Array.from({ length: 138 }, (_, index) => "`".repeat(index + 1)).join("a");
    const parts = ["@", "`", "@a`", "~~~", "a`\n\n", "```\n", "``` `\n", "> ", "1", "\n~~~~ a\n~~~ ", "\n", " `` `"];
    for (const part of parts) called(part.repeat(10_000 / part.length));
    called(runs);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each(["a", "字", "か\u3099", "\u0301", "ﷺ"])(
    "is looked for in no more than linear time in a name of %j",
    (letter) => {
      const name = letter.repeat(10_000 / letter.length - 1);
      const started = performance.now();
      expect(called(`@${name}`)).toEqual([]);
      for (const short of [33, 130]) called(`@${name.slice(0, short)} `.repeat(10_000 / (short + 2)));
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );

  it("is found however its letters are written", () => {
    const username = "がぎぐげご".repeat(6);
    const typed = username.normalize("NFD");
    expect(resolveMention(`${typed}さん`, (name) => name === username)).toBe(username);
  });

  it("names somebody who is known, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."@ben愛子さ`~ .-\n"), maxLength: 40 }), (body) => {
        for (const name of called(body)) expect(known).toContain(name);
        for (const { start } of findMentions(body)) expect(body[start]).toBe("@");
      }),
    );
  });
});
