/**
 * Makes visible what a terminal would obey or hide: control characters, and those that turn or hide text. Lines may quote
 * what people wrote, and an operator reads them on a terminal. Tabs stay.
 *
 * @param {string} text
 */
export function toPrintable(text) {
  return text.replace(
    /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
