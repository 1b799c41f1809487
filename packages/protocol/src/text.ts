import { z } from "zod";

// What shows nothing or turns text around, and so lets one name pass for another: control characters, direction marks and
// overrides, zero-width and filler characters. Joiners and variation selectors are judged by what they follow.
const deceptive = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u;
// Emoji, Indic and Arabic scripts and Japanese name characters need them; after a letter of these scripts they do nothing.
const joined =
  /(?<=[^\s\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}])[\p{Join_Control}\p{Variation_Selector}]/gu;
// The flags of England, Scotland and Wales are a black flag and letters that show nothing.
const tagged = /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/gu;
// In running text line breaks and tabs are fine, and so are direction marks, which Arabic and Hebrew writers use.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is this pattern's purpose.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const everyUnprintable = new RegExp(unprintable, "gu");

/** Whether a text shows nothing: white space, and characters that take no place or are empty. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

/** How long a text is to the limits: in Unicode code points, which is what the schemas count. */
export function countCharacters(text: string): number {
  return [...text].length;
}

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
        .refine((text) => text.isWellFormed() && !isDeceptive(text), "contains characters that cannot be shown")
        .refine((text) => /[\p{L}\p{N}\p{S}\p{P}\p{Extended_Pictographic}]/u.test(text), "needs a visible character"),
    );
}

function isDeceptive(text: string): boolean {
  return deceptive.test(text.replace(tagged, "").replace(joined, ""));
}

/** Like `nameSchema`, but may be empty, or white space, which comes out empty: a room's topic line. */
export function lineSchema(length: number) {
  const blank = z
    .string()
    .max(length * 4)
    .regex(/^\s*$/u)
    .transform(() => "");
  return blank.or(nameSchema(length));
}

/** What is typed to look for something by name: normalised, trimmed and folded as names are; empty looks for everything. */
export function querySchema(length: number) {
  return z
    .string()
    .max(length)
    .transform((text) => text.normalize("NFC").replace(/\s+/gu, " ").trim())
    .refine((text) => text.isWellFormed() && !unprintable.test(text), "contains characters that cannot be shown");
}

/** Text of several lines, kept as typed except that line ends become `\n`; refuses control characters and lone surrogates. */
export function bodySchema(length: number) {
  return z
    .string()
    .overwrite(endLines)
    .max(length)
    .refine((text) => text.isWellFormed() && !unprintable.test(text), "contains characters that cannot be shown");
}

const endLines = (text: string) => text.replace(/\r\n?/gu, "\n");

/** A text without what `bodySchema` refuses, such as the escape characters of what was copied from a terminal. */
export function toPrintable(text: string): string {
  return endLines(text).toWellFormed().replace(everyUnprintable, "");
}

/**
 * A name as usernames are compared: NFKC, lower case. Some small letters compose with a mark where the capital does not, so
 * it is composed again.
 */
export function foldUsername(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC");
}
