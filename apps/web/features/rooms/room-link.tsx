"use client";
import { callsMe } from "@hiroba/protocol";
import { BellOff, PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { classes } from "@/lib/classes";
import { useDraft } from "@/store/drafts";
import { useRoomEntry } from "@/store/hooks";
import { useUnread } from "@/store/unread";
import { Link } from "@/ui/link";
import { RoomIcon } from "./room-icon";
import { roomPath } from "./room-path";
import { UnreadBadge } from "./unread-badge";
import { useKeptInSight } from "./use-kept-in-sight";

type RoomLinkProps = { roomId: string; open: boolean };

/** A room in the list. */
export const RoomLink = memo(function RoomLink({ roomId, open }: RoomLinkProps) {
  const t = useTranslations("rooms");
  const entry = useRoomEntry(roomId);
  const counts = useUnread(roomId);
  const hasDraft = useDraft(roomId).body.trim() !== "";
  const link = useKeptInSight<HTMLAnchorElement>(open);
  if (!entry) return null;
  const { room, membership } = entry;
  const calls = callsMe(entry, counts);
  return (
    <Link
      ref={link}
      href={roomPath(roomId)}
      aria-current={open ? "page" : undefined}
      className={classes(
        "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-base transition-colors touch:h-11",
        open ? "bg-accent-soft font-medium text-ink" : "hover:bg-hover",
        calls ? "font-semibold text-ink" : !open && "text-ink-soft",
      )}
    >
      <RoomIcon room={room} />
      <span className="min-w-0 flex-1 truncate">{room.name}</span>
      {hasDraft && !open && <Mark icon={PencilLine} label={t("hasDraft")} />}
      {membership.muted && <Mark icon={BellOff} label={t("muted")} />}
      <UnreadBadge entry={entry} counts={counts} />
    </Link>
  );
});

function Mark({ icon: Icon, label }: { icon: typeof BellOff; label: string }) {
  return (
    <>
      <Icon aria-hidden size={13} className="shrink-0 text-ink-soft" />
      <span className="sr-only">{label}</span>
    </>
  );
}
