const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** The order of names in a list: numbers by their value, case without meaning. */
export function compareNames(left: string, right: string): number {
  return collator.compare(left, right);
}

/** A name as it is looked for: width, case, accents and the kind of kana make no difference. */
export function foldName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/gu, toHiragana);
}

/**
 * How well what was typed fits something of these names: from 0, all of a name, to 4, which is only in what is said
 * `aside`; null if a word of it is nowhere.
 */
export function rankNames(typed: string, names: readonly string[], aside = ""): number | null {
  const wanted = foldName(typed).trim();
  const folded = names.map(foldName);
  if (wanted === "" || folded.includes(wanted)) return 0;
  const ranks = wanted.split(/\s+/u).map((word) => rankWord(word, folded, aside));
  const worst = Math.max(...ranks);
  return worst === Number.POSITIVE_INFINITY ? null : worst;
}

function rankWord(word: string, names: readonly string[], aside: string): number {
  if (names.some((name) => name.startsWith(word))) return 1;
  if (names.some((name) => name.split(/[\s._-]+/u).some((part) => part.startsWith(word)))) return 2;
  if (names.some((name) => name.includes(word))) return 3;
  return foldName(aside).includes(word) ? 4 : Number.POSITIVE_INFINITY;
}

function toHiragana(kana: string): string {
  return String.fromCharCode(kana.charCodeAt(0) - 0x60);
}
