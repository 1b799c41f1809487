import { useFormatter, useTranslations } from "next-intl";

const SHOWN = 4;

/** Names rooms in a sentence, the first few of them. */
export function useRoomNames(): (names: readonly string[]) => string {
  const t = useTranslations("invites.join");
  const format = useFormatter();
  return (names) => {
    const shown = names.length > SHOWN + 1 ? names.slice(0, SHOWN) : names;
    const rest = names.length - shown.length;
    const parts = shown.map((name) => `#${name}`);
    return format.list(rest > 0 ? [...parts, t("moreRooms", { count: rest })] : parts);
  };
}
