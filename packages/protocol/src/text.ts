import { z } from "zod";

// Control characters, bidirectional overrides and isolates, and invisible joiners that let one name pass for another.
// Zero-width joiner (U+200D) and variation selectors stay: emoji need them.
const deceptive = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff]/u;
// In running text line breaks and tabs are fine, and so are direction marks, which Arabic and Hebrew writers use.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is this pattern's purpose.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

/**
 * One line of text that stands for a person, room or thing: normalised (NFC), trimmed, inner white space folded, at
 * least one visible character; refuses control characters, direction overrides and invisible characters.
 */
export function nameSchema(length: number) {
  return z
    .string()
    .max(length * 4)
    .transform((text) => text.normalize("NFC").replace(/\s+/gu, " ").trim())
    .pipe(
      z
        .string()
        .min(1, "must not be empty")
        .max(length)
        .refine((text) => text.isWellFormed() && !deceptive.test(text), "contains characters that cannot be shown")
        .refine((text) => /[\p{L}\p{N}\p{S}\p{P}\p{Extended_Pictographic}]/u.test(text), "needs a visible character"),
    );
}

/** Like `nameSchema`, but may be empty: a room's topic line. */
export function lineSchema(length: number) {
  return z.literal("").or(nameSchema(length));
}

/** Text of several lines, kept as typed except that line ends become `\n`; refuses control characters and lone surrogates. */
export function bodySchema(length: number) {
  return z
    .string()
    .max(length)
    .transform((text) => text.replace(/\r\n?/gu, "\n"))
    .refine((text) => text.isWellFormed() && !unprintable.test(text), "contains characters that cannot be shown");
}
