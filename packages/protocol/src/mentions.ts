import { limits } from "./limits.ts";
import { countCharacters, foldUsername } from "./text.ts";

/** The name that calls everybody in a room. */
export const ROOM_MENTION = "room";

// Code as CommonMark has it: from a fence to one as long or to the end, and from backticks to as many in the same paragraph.
const fenced = /^[ \t>*+.)\d-]*(`{3,}(?=[^`\n]*$)|~{3,})[\s\S]*?(?:\n[ \t>]*\1[`~]*[ \t]*$|(?![\s\S]))/gmu;
const spanned = /(?<![`\\])(`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)\1(?!`)/gu;
// What stands before the `@` makes it part of an address, `ben@example.org`; Japanese has no space there.
const candidate = /(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}._@/-])@([\p{L}\p{M}\p{N}._-]+)/gu;

/** A place in a text that may be a mention: `start` is where the `@` stands, `name` what follows, as typed. */
export type MentionCandidate = { start: number; name: string };

/** Every `@…` outside code. Which of them are mentions depends on who exists: see `resolveMention`. */
export function findMentions(body: string): MentionCandidate[] {
  const blank = (code: string) => " ".repeat(code.length);
  const visible = body.replace(fenced, blank).replace(spanned, blank);
  return [...visible.matchAll(candidate)].map((match) => ({ start: match.index, name: match[1] ?? "" }));
}

/**
 * The longest beginning of `name` that is known, normalised as usernames are; undefined if none is. Japanese puts no
 * space after a name (`@aikoさん`), and a full stop may end a sentence, so the whole run is only the first guess.
 */
export function resolveMention(name: string, isKnown: (username: string) => boolean): string | undefined {
  const characters = [...name];
  const beginnings = toBeginnings(name);
  for (let length = beginnings.length; length > 0; length--) {
    const username = beginnings[length - 1];
    if (username === undefined || !isKnown(username)) continue;
    // "@ben" must not be found in "@benedict": within one alphabet a name ends where its word does.
    if (length === characters.length || !isSameWord(characters[length - 1], characters[length])) return username;
  }
  return undefined;
}

/**
 * What the first character, the first two and so on of `name` are as usernames, as far as one may be long: a name of a
 * whole message's length would otherwise cost its square, and hold up everybody for seconds.
 */
export function toBeginnings(name: string): string[] {
  const beginnings: string[] = [];
  let typed = "";
  for (const character of name) {
    typed += character;
    const username = foldUsername(typed);
    if (countCharacters(username) > limits.usernameLength) break;
    beginnings.push(username);
  }
  return beginnings;
}

function isSameWord(before = "", after = ""): boolean {
  const alphabetic = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}_-]/u;
  return alphabetic.test(before) && alphabetic.test(after);
}
