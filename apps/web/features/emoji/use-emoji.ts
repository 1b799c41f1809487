import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { toLocale } from "@/lib/locale";
import { type Emoji, loadEmoji } from "./emoji-data";

/** Every emoji in the reader's language; empty until loaded, which begins when `wanted`. */
export function useEmoji(wanted = true): readonly Emoji[] {
  const locale = toLocale(useLocale());
  const [emoji, setEmoji] = useState<readonly Emoji[]>([]);
  useEffect(() => {
    if (!wanted) return;
    let left = false;
    loadEmoji(locale).then(
      (all) => !left && setEmoji(all),
      () => {},
    );
    return () => {
      left = true;
    };
  }, [locale, wanted]);
  return emoji;
}
