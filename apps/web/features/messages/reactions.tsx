import type { Message, Reaction } from "@hiroba/protocol";
import { SmilePlus } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { EmojiButton } from "@/features/emoji/emoji-button";
import { useNameInText } from "@/features/users/use-name-in-text";
import { classes } from "@/lib/classes";
import { useUserId } from "@/store/hooks";
import { useStore } from "@/store/store";
import { Tooltip } from "@/ui/tooltip";
import { useInnerTabIndex } from "./tabbable";
import { toggleReaction } from "./toggle-reaction";

/** The reactions on a message: each with its count, mine marked, who on hover. */
export function Reactions({ message }: { message: Message }) {
  const t = useTranslations("messages");
  const tabIndex = useInnerTabIndex();
  return (
    <ul className="flex select-none flex-wrap items-center gap-1 py-1 touch:gap-y-2" aria-label={t("reactions")}>
      {message.reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <ReactionChip message={message} reaction={reaction} />
        </li>
      ))}
      {/* As high as the others: its row stands no further apart. */}
      <li className="touch:-my-1">
        <EmojiButton
          icon={SmilePlus}
          label={t("addReaction")}
          tabIndex={tabIndex}
          size="small"
          className="rounded-full mouse:opacity-0 focus-visible:opacity-100 aria-expanded:opacity-100 group-hover/row:opacity-100 group-focus-within/row:opacity-100"
          onPick={(emoji) => toggleReaction(message, emoji)}
        />
      </li>
    </ul>
  );
}

function ReactionChip({ message, reaction: { emoji, userIds } }: { message: Message; reaction: Reaction }) {
  const t = useTranslations("messages");
  const format = useFormatter();
  const tabIndex = useInnerTabIndex();
  const mine = userIds.includes(useUserId() ?? "");
  const names = useNames(userIds);
  return (
    <Tooltip label={t("reactedWith", { names, emoji })}>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-pressed={mine}
        aria-label={t("reaction", { emoji, count: userIds.length, names })}
        onClick={() => toggleReaction(message, emoji)}
        className={classes(
          // Fingers may miss it by as much as is free above and below.
          "relative touch:before:absolute touch:before:inset-x-0 touch:before:-inset-y-1",
          "flex h-7 items-center gap-1.5 rounded-full px-2 text-sm tabular-nums transition-colors touch:h-9 touch:px-3",
          mine
            ? "bg-accent-soft text-accent-ink shadow-[inset_0_0_0_1px_var(--color-accent)]"
            : "bg-hover text-ink hover:shadow-[inset_0_0_0_1px_var(--color-line-strong)]",
        )}
      >
        <span aria-hidden>{emoji}</span>
        <span aria-hidden className="text-xs">
          {format.number(userIds.length)}
        </span>
      </button>
    </Tooltip>
  );
}

/** The first few names; the rest as a number. */
function useNames(userIds: readonly string[]): string {
  const t = useTranslations("people");
  const format = useFormatter();
  const nameInText = useNameInText();
  const users = useStore(({ view }) => view?.state?.users);
  const shown = userIds.slice(0, 8).map((id) => nameInText(users?.[id]) ?? t("unknown"));
  const rest = userIds.length - shown.length;
  return format.list(rest > 0 ? [...shown, t("others", { count: rest })] : shown);
}
