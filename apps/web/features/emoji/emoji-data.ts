import { toQualifiedEmoji } from "@hiroba/protocol";
import type compact from "emojibase-data/en/compact.json";
import type { Locale } from "@/lib/locale";

/** An emoji with what it can be found by. */
export type Emoji = { emoji: string; label: string; words: string; shortcodes: readonly string[]; group: number };

type CompactEmoji = (typeof compact)[number];

/** The groups of Unicode, as far as people pick from them (2 holds only parts of emoji). */
export const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type Group = (typeof groups)[number];

const names: Record<Locale, () => Promise<{ default: CompactEmoji[] }>> = {
  en: () => import("emojibase-data/en/compact.json"),
  ja: () => import("emojibase-data/ja/compact.json"),
};

const loaded = new Map<Locale, Promise<readonly Emoji[]>>();

/** Every emoji with names in a language, in Unicode's order; loaded once, from our own origin. */
export function loadEmoji(locale: Locale): Promise<readonly Emoji[]> {
  const loading = loaded.get(locale) ?? load(locale);
  loaded.set(locale, loading);
  // Offline, perhaps: the next wish for emoji tries again.
  loading.catch(() => loaded.delete(locale));
  return loading;
}

/** Those whose shortcode or name begins with the query first, then those that hold it anywhere. */
export function searchEmoji(all: readonly Emoji[], query: string, limit: number): Emoji[] {
  const wanted = query.normalize("NFKC").toLowerCase().trim();
  if (wanted === "") return [];
  const ranked = all.flatMap((emoji) => {
    const rank = rankOf(emoji, wanted);
    return rank === null ? [] : [{ emoji, rank }];
  });
  return ranked
    .sort((left, right) => left.rank - right.rank)
    .slice(0, limit)
    .map(({ emoji }) => emoji);
}

function rankOf({ shortcodes, label, words }: Emoji, wanted: string): number | null {
  if (shortcodes.includes(wanted)) return 0;
  if (shortcodes.some((code) => code.startsWith(wanted))) return 1;
  if (label.toLowerCase().startsWith(wanted)) return 2;
  if (words.includes(` ${wanted}`)) return 3;
  return words.includes(wanted) ? 4 : null;
}

async function load(locale: Locale): Promise<readonly Emoji[]> {
  const [list, codes] = await Promise.all([names[locale](), import("emojibase-data/en/shortcodes/github.json")]);
  const shortcodes: Record<string, string | string[]> = codes.default;
  return list.default
    .filter(({ group }) => groups.some((it) => it === group))
    .sort((left, right) => (left.order ?? 0) - (right.order ?? 0))
    .map(({ unicode, label, tags, group, hexcode }) => ({
      // The list has U+FE0F behind 👍 too, which needs none: what is lately used and put on messages would be there twice.
      emoji: toQualifiedEmoji(unicode),
      label,
      words: ` ${[label, ...(tags ?? [])].join(" ").toLowerCase()}`,
      shortcodes: [shortcodes[hexcode] ?? []].flat(),
      group: group ?? 0,
    }));
}
