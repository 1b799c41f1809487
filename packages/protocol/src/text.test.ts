import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodySchema, countCharacters, isBlank, lineSchema, nameSchema, toPrintable } from "./text.ts";

const name = nameSchema(20);
const accepts = (text: string) => name.safeParse(text).success;

describe("a name", () => {
  it.each([
    ["Aiko"],
    ["田中 愛子"],
    ["Zoë O'Neill-Smith"],
    ["Ben 🎉"],
    ["👩‍❤️‍💋‍👩"],
    ["🏴󠁧󠁢󠁥󠁮󠁧󠁿 fan"],
    ["葛\u{e0100}城"],
    ["علی‌رضا"],
    ["क्‍ष"],
    ["<b>Ben</b>"],
    ["../etc"],
  ])("may be %j", (text) => {
    expect(name.parse(text)).toBe(text.normalize("NFC"));
  });

  it.each([
    ["a control character", "Ai\u0000ko"],
    ["an escape for terminals", "\u001b[31mAiko"],
    ["a delete character", "Aiko\u007f"],
    ["an override that turns the rest around", "Aiko\u202egnp.exe"],
    ["an isolate", "Aiko\u2066"],
    ["a direction mark", "\u200fAiko"],
    ["the Arabic direction mark", "\u061cAiko"],
    ["a zero-width space", "Ai\u200bko"],
    ["a soft hyphen", "Ai\u00adko"],
    ["a grapheme joiner", "Ai\u034fko"],
    ["a joiner between letters", "Ai\u200dko"],
    ["a variation selector on a letter", "Aiko\ufe0f"],
    ["tags without a flag", "Aiko\u{e0061}\u{e0062}"],
    ["a lone surrogate", "Aiko\ud800"],
  ])("may not hold %s", (_, text) => {
    expect(accepts(text)).toBe(false);
  });

  it.each([
    ["nothing", ""],
    ["white space", " \t\u3000"],
    ["a Hangul filler", "\u3164"],
    ["a half-width Hangul filler", "\uffa0"],
    ["an empty Braille pattern", "\u2800"],
    ["a joiner", "\u200d"],
    ["a combining mark", "\u0301"],
  ])("may not be %s alone", (_, text) => {
    expect(accepts(text)).toBe(false);
  });

  it("is trimmed, folded and normalised, and measured after that", () => {
    expect(name.parse("  Aiko \n\t Tanaka\u3000")).toBe("Aiko Tanaka");
    expect(name.parse("Zoe\u0308")).toBe("Zo\u00eb");
    expect(name.parse(` ${"a".repeat(20)} `)).toBe("a".repeat(20));
    expect(accepts("a".repeat(21))).toBe(false);
  });

  it("comes out the same when it is read again, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        const once = name.safeParse(text);
        if (once.success) expect(name.parse(once.data)).toBe(once.data);
      }),
      { numRuns: 2_000 },
    );
  });
});

it("a topic line may be empty, which is what white space alone means", () => {
  expect(lineSchema(20).parse("")).toBe("");
  expect(lineSchema(20).parse("  \n ")).toBe("");
  expect(lineSchema(20).parse(" tea  at five ")).toBe("tea at five");
});

it.each([
  ["nothing", ""],
  ["white space", " \n\t\u3000"],
  ["zero-width characters", "\u200b\u200d\ufeff"],
  ["fillers", "\u3164\u2800\u00ad"],
])("%s is blank", (_, text) => {
  expect(isBlank(text)).toBe(true);
  expect(isBlank(`${text}.`)).toBe(false);
});

describe("a body", () => {
  const body = bodySchema(100);

  it("is kept as typed, except that lines end in one way", () => {
    expect(body.parse("  a\r\nb\rc\n\td  ")).toBe("  a\nb\nc\n\td  ");
    expect(body.parse("Zoe\u0308 \u200fعلي\u200f")).toBe("Zoe\u0308 \u200fعلي\u200f");
  });

  it("is as long as it is kept, however its lines ended", () => {
    expect(body.parse("a\r\n".repeat(50))).toBe("a\n".repeat(50));
    expect(body.safeParse(`${"a\r\n".repeat(50)}b`).success).toBe(false);
  });

  it.each([
    ["NUL", "a\u0000b"],
    ["an escape", "\u001b[2J"],
    ["a C1 control", "\u0085"],
    ["a high surrogate alone", "\ud83d"],
    ["a low surrogate alone", "\ude00 b"],
  ])("may not hold %s", (_, text) => {
    expect(body.safeParse(text).success).toBe(false);
  });

  it("is taken of whatever has been made printable, which keeps what was", () => {
    expect(toPrintable("\u001b[31mred\u001b[0m\ta\r\nb 広場 \ud83d\ude00 \ud83d")).toBe(
      "[31mred[0m\ta\nb 広場 \ud83d\ude00 \ufffd",
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
        const printable = toPrintable(text);
        expect(bodySchema(100).parse(printable)).toBe(printable);
        const read = bodySchema(100).safeParse(text);
        if (read.success) expect(printable).toBe(read.data);
      }),
    );
  });

  it("is refused or comes out well-formed, without carriage returns, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (text) => {
        const read = body.safeParse(text);
        if (!read.success) return;
        expect(read.data.isWellFormed()).toBe(true);
        expect(read.data).not.toContain("\r");
        expect(body.parse(read.data)).toBe(read.data);
      }),
      { numRuns: 2_000 },
    );
  });
});

it("is as long to the schemas as it is to a client that counts, whatever it is made of", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 30 }), (text) => {
      const shown = text.replace(/[\p{Cc}\p{Cs}]/gu, "😀");
      expect(bodySchema(15).safeParse(shown).success).toBe(countCharacters(shown) <= 15);
    }),
  );
});
