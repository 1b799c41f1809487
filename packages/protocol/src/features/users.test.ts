import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usernameSchema } from "./users.ts";

const accepts = (text: string) => usernameSchema.safeParse(text).success;

describe("a username", () => {
  it.each([
    ["Aiko", "aiko"],
    ["Ｂｅｎ", "ben"],
    ["愛子", "愛子"],
    ["dr.o-neill_2", "dr.o-neill_2"],
    ["Zoe\u0308", "zo\u00eb"],
    ["H\u0331ana", "\u1e96ana"],
    ["a".repeat(32), "a".repeat(32)],
  ])("typed as %j is %j", (typed, username) => {
    expect(usernameSchema.parse(typed)).toBe(username);
  });

  it.each([
    ["nothing", ""],
    ["too long", "a".repeat(33)],
    ["a space", "aiko tanaka"],
    ["an @", "@aiko"],
    ["a full stop at its end", "aiko."],
    ["a hyphen at its beginning", "-aiko"],
    ["a combining mark at its beginning", "\u0301a"],
    ["an emoji", "aiko🎉"],
    ["markup", "<b>"],
    ["a path", "../aiko"],
    ["NUL", "ai\u0000ko"],
    ["an override", "aiko\u202e"],
    ["a joiner", "ai\u200dko"],
    ["a variation selector", "aiko\ufe0f"],
    ["a grapheme joiner", "ai\u034fko"],
    ["a Hangul filler", "\u3164"],
    ["a Hangul filler inside", "ai\u3164ko"],
    ["a lone surrogate", "aiko\ud800"],
  ])("may not have %s", (_, text) => {
    expect(accepts(text)).toBe(false);
  });

  it("is the same when it is read again, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const once = usernameSchema.safeParse(text);
        if (once.success) expect(usernameSchema.parse(once.data)).toBe(once.data);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is the same when it is read again, where a capital letter has no composed form and the small one has", () => {
    const unit = fc.constantFrom(..."HTWYJΙΥ", ..."\u0331\u0308\u030a\u030c\u0301\u0342");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => {
        const once = usernameSchema.safeParse(text);
        if (once.success) expect(usernameSchema.parse(once.data)).toBe(once.data);
      }),
    );
  });
});
