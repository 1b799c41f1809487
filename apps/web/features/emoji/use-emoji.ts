import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { toLocale } from "@/lib/locale";
import { type Emoji, loadEmoji } from "./emoji-data";

export type EmojiList = { all: readonly Emoji[]; lost: boolean };
const none: EmojiList = { all: [], lost: false };

/** Every emoji in the reader's language; none until loaded, which begins when `wanted`, or when they are lost on the way. */
export function useEmoji(wanted = true): EmojiList {
  const locale = toLocale(useLocale());
  const [emoji, setEmoji] = useState(none);
  useEffect(() => {
    if (!wanted) return;
    let left = false;
    loadEmoji(locale).then(
      (all) => !left && setEmoji({ all, lost: false }),
      () => !left && setEmoji({ all: [], lost: true }),
    );
    return () => {
      left = true;
    };
  }, [locale, wanted]);
  return emoji;
}
