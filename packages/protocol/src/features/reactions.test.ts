import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../limits.ts";
import { emojiSchema, sortReactions, toQualifiedEmoji } from "./reactions.ts";

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

  it.each([
    ["a heart as text", "\u2764", "\u2764\ufe0f"],
    ["a heart in colour", "\u2764\ufe0f", "\u2764\ufe0f"],
    ["a thumb that is told to be in colour, as it is anyway", "\u{1f44d}\ufe0f", "\u{1f44d}"],
    ["a keycap", "1\u20e3", "1\ufe0f\u20e3"],
    ["a hand of a colour", "\u270c\u{1f3fd}", "\u270c\u{1f3fd}"],
    ["a burning heart", "\u2764\u200d\u{1f525}", "\u2764\ufe0f\u200d\u{1f525}"],
    ["a detective who is a man", "\u{1f575}\u200d\u2642", "\u{1f575}\ufe0f\u200d\u2642\ufe0f"],
    ["a pirate flag", "\u{1f3f4}\u200d\u2620", "\u{1f3f4}\u200d\u2620\ufe0f"],
    ["a flag", "\u{1f1ef}\u{1f1f5}", "\u{1f1ef}\u{1f1f5}"],
  ])("is one, however it was typed: %s", (_, typed, kept) => {
    expect(emojiSchema.parse(typed)).toBe(kept);
    expect(emojiSchema.parse(kept)).toBe(kept);
  });

  it("that is accepted can be sent again as it is kept", () => {
    const parts = fc.constantFrom("\u2764", "\ufe0f", "\u200d", "\u{1f44d}", "\u{1f3fd}", "\u{1f575}", "1", "\u20e3");
    fc.assert(
      fc.property(fc.string({ unit: parts, maxLength: limits.emojiLength }), (text) => {
        const { success, data } = emojiSchema.safeParse(text);
        if (success) expect([emojiSchema.parse(data), toQualifiedEmoji(data)]).toEqual([data, data]);
      }),
    );
    expect(emojiSchema.safeParse(`${"\u2764\u200d".repeat(15)}\u2764`).success).toBe(false);
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
