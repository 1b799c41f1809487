import type { RoomEntry } from "@hiroba/protocol";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useUnread } from "@/store/unread";
import { IconButton } from "@/ui/icon-button";

type JumpPillsProps = {
  entry: RoomEntry;
  /** Whether the "new" line is out of sight above. */
  newAbove: boolean;
  /** Whether the end is out of sight. */
  away: boolean;
  onJumpToNew: () => void;
  onJumpToLatest: () => void;
  onDismiss: () => void;
};

/** Ways back: up to where the unread begins, down to the newest. */
export function JumpPills({ entry, newAbove, away, onJumpToNew, onJumpToLatest, onDismiss }: JumpPillsProps) {
  const t = useTranslations("messages");
  const { unread } = useUnread(entry.room.id);
  return (
    <>
      {newAbove && (
        <div className="absolute inset-x-0 top-3 flex justify-center px-4">
          <div className="flex animate-appear items-center rounded-full bg-accent text-on-accent shadow-float">
            <button
              type="button"
              className="flex h-9 items-center gap-2 rounded-full pr-1 pl-4 font-medium text-sm touch:h-11"
              onClick={onJumpToNew}
            >
              <ArrowUp aria-hidden size={16} />
              {t("jumpToUnread")}
            </button>
            <IconButton
              icon={X}
              label={t("dismissNew")}
              className="rounded-full text-on-accent hover:bg-accent-strong hover:text-on-accent"
              onClick={onDismiss}
            />
          </div>
        </div>
      )}
      {away && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center px-4">
          <button
            type="button"
            className="pointer-events-auto flex h-9 animate-rise items-center gap-2 rounded-full bg-raised px-4 font-medium text-sm shadow-float hover:bg-hover touch:h-11"
            onClick={onJumpToLatest}
          >
            <ArrowDown aria-hidden size={16} className="text-accent-ink" />
            {unread > 0 ? t("newBelow", { count: unread }) : t("jumpToLatest")}
          </button>
        </div>
      )}
    </>
  );
}
