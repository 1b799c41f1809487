import { limits, nameSchema, usernameSchema } from "@hiroba/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toUsername } from "./usernames.ts";

test.each([
  ["Aiko Tanaka", "aiko.tanaka"],
  ["田中 愛子", "田中.愛子"],
  ["Ｂｅｎ", "ben"],
  ["Dr. O'Neill-Smith", "dr.oneill-smith"],
  ["Zoë", "zoë"],
  ["  --ben--  ", "ben"],
  ["🎉🎉", "guest"],
  ["葛\u{e0100}城", "葛城"],
  ["a\u0315☺\u0300", "\u00e0\u0315"],
  ["...", "guest"],
  ["a".repeat(60), "a".repeat(32)],
  [`${"a".repeat(31)} b`, "a".repeat(31)],
])("%j becomes %s", (name, username) => {
  expect(toUsername(name, "guest")).toBe(username);
});

test("whatever the name, a username comes out that the contract takes as it is", () => {
  const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: limits.nameLength });
  fc.assert(
    fc.property(names, (typed) => {
      const name = nameSchema(limits.nameLength).safeParse(typed);
      if (!name.success) return;
      const username = toUsername(name.data, "guest");
      expect(usernameSchema.parse(username)).toBe(username);
    }),
    { numRuns: 2_000 },
  );
});
