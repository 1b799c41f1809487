import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emojiSchema, sortReactions } from "./reactions.ts";

describe("a reaction's emoji", () => {
  it.each(["👍", "❤️", "👍🏽", "🇯🇵", "1️⃣", "#️⃣", "©️", "👩‍❤️‍💋‍👩", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "🧑🏿‍🚀", "☺"])("may be %s", (emoji) => {
    expect(emojiSchema.safeParse(emoji).success).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["a letter", "a"],
    ["a digit", "1"],
    ["a digit in disguise", "1\ufe0f"],
    ["digits joined like a family", "1\u200d2"],
    ["half a flag", "🇯"],
    ["two at once", "👍👍"],
    ["two flags", "🇯🇵🇫🇷"],
    ["a space around", " 👍"],
    ["a joiner", "\u200d"],
    ["a dangling joiner", "👩\u200d"],
    ["a variation selector", "\ufe0f"],
    ["a lone surrogate", "\ud83d"],
    ["markup", "<img>"],
    ["an endless family", `${"👩‍".repeat(20)}👩`],
  ])("may not be %s", (_, text) => {
    expect(emojiSchema.safeParse(text).success).toBe(false);
  });

  it("is found out in no time, however long the text", () => {
    const started = performance.now();
    for (const text of ["👩\u200d".repeat(10_000), "🇯".repeat(10_000), "\u{e0020}".repeat(10_000)])
      emojiSchema.safeParse(text);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

it("reactions have one order, whatever order they came in", () => {
  const reactions = fc.uniqueArray(fc.constantFrom("👍", "❤️", "🎉", "🌸", "1️⃣"), { minLength: 2 });
  fc.assert(
    fc.property(
      reactions.chain((emoji) => fc.tuple(fc.constant(emoji), fc.shuffledSubarray(emoji, { minLength: emoji.length }))),
      ([one, other]) => {
        const toReactions = (emoji: string[]) => emoji.map((it) => ({ emoji: it, userIds: [] }));
        expect(sortReactions(toReactions(one))).toEqual(sortReactions(toReactions(other)));
      },
    ),
  );
});
