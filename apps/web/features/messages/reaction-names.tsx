import type { Reaction } from "@hiroba/protocol";
import { useFormatter, useTranslations } from "next-intl";
import { useStore } from "@/store/store";

/** Who reacted with what, for where nothing can be hovered. */
export function ReactionNames({ reactions }: { reactions: readonly Reaction[] }) {
  const t = useTranslations("people");
  const format = useFormatter();
  const users = useStore(({ view }) => view?.state?.users);
  if (reactions.length === 0) return null;
  return (
    <ul className="grid gap-1 border-line border-t pt-3 pb-4 text-sm">
      {reactions.map(({ emoji, userIds }) => (
        <li key={emoji} className="flex gap-3">
          <span>{emoji}</span>
          <span className="text-ink-soft">{format.list(userIds.map((id) => users?.[id]?.name ?? t("unknown")))}</span>
        </li>
      ))}
    </ul>
  );
}
