"use client";
import { callsMe } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { classes } from "@/lib/classes";
import { useRoomEntry } from "@/store/hooks";
import { useUnread } from "@/store/unread";
import { Link } from "@/ui/link";
import { Tooltip } from "@/ui/tooltip";
import { roomPath } from "./room-path";
import { useKeptInSight } from "./use-kept-in-sight";

/** A room in the narrow rail: its letters, and a dot for what is unread. */
export const RoomRailLink = memo(function RoomRailLink({ roomId, open }: { roomId: string; open: boolean }) {
  const t = useTranslations("rooms");
  const entry = useRoomEntry(roomId);
  const counts = useUnread(roomId);
  const { unread, mentions } = counts;
  const link = useKeptInSight<HTMLAnchorElement>(open);
  if (!entry) return null;
  const calls = callsMe(entry, counts);
  return (
    <Tooltip label={entry.room.name}>
      <Link
        ref={link}
        href={roomPath(roomId)}
        aria-current={open ? "page" : undefined}
        className={classes(
          "relative grid size-10 place-items-center rounded-md text-sm touch:size-11",
          open ? "bg-accent-soft font-semibold text-accent-ink" : "hover:bg-hover",
          calls ? "font-semibold text-ink" : !open && "text-ink-soft",
        )}
      >
        <span aria-hidden>{letters(entry.room.name)}</span>
        <span className="sr-only">
          {entry.room.name}
          {calls && `, ${t("unreadCount", { count: unread })}`}
        </span>
        {calls && (
          <span
            className={classes(
              "absolute top-0.5 right-0.5 size-2.5 rounded-full ring-2 ring-sunken",
              mentions > 0 ? "bg-accent" : "bg-line-strong",
            )}
          />
        )}
      </Link>
    </Tooltip>
  );
});

/** The first two characters; one where each is as wide as two. */
function letters(name: string): string {
  const [first = "", second = ""] = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u.test(first) ? first + second : first;
}
