/** What stands on an avatar: two letters, or one character where names are written in kanji, kana or hangul. */
export function initials(name: string): string {
  const all = name
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const lettered = all.filter((word) => /^[\p{L}\p{Extended_Pictographic}]/u.test(word));
  const words = lettered.length > 0 ? lettered : all;
  const first = firstCharacter(words[0] ?? "");
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u.test(first))
    return first;
  const last = words.length > 1 ? firstCharacter(words.at(-1) ?? "") : "";
  return (first + last).toUpperCase() || "?";
}

function firstCharacter(word: string): string {
  // Graphemes, not code units: a name may begin with an emoji of several.
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment;
  return "";
}
