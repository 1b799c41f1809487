"use client";
import type { RoomEntry } from "@hiroba/protocol";
import { ChevronLeft, Info, Users } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { goBack } from "@/lib/navigation";
import { useStore } from "@/store/store";
import { setDetailsOpen } from "@/store/ui";
import { useUnreadElsewhere } from "@/store/unread";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/icon-button";
import { RoomIcon } from "./room-icon";
import { RoomSubtitle } from "./room-subtitle";

/** A room's name and topic, and the way to its details. */
export function RoomHeader({ entry: { room, memberCount } }: { entry: RoomEntry }) {
  const t = useTranslations("rooms");
  const format = useFormatter();
  const detailsOpen = useStore((store) => store.detailsOpen);
  return (
    <header className="flex min-h-14 items-center gap-1 border-line border-b px-2 pt-safe mid:px-4">
      <BackButton roomId={room.id} />
      <div className="relative grid min-w-0 flex-1 rounded-md px-2 py-1 transition-colors hover:bg-hover mid:-ml-2">
        <h1 className="min-w-0">
          {/* A button's parts are its name: a heading inside would be none. */}
          <button
            type="button"
            className="-outline-offset-1 flex max-w-full items-center gap-1.5 rounded-sm text-left font-semibold text-base leading-[1.5rem] after:absolute after:inset-0"
            aria-expanded={detailsOpen}
            onClick={() => setDetailsOpen(!detailsOpen)}
          >
            <RoomIcon room={room} />
            <span className="truncate">{room.name}</span>
          </button>
        </h1>
        <RoomSubtitle room={room} />
      </div>
      <button
        type="button"
        aria-label={t("memberCount", { count: memberCount })}
        className="flex h-9 items-center gap-1.5 rounded-md px-2 text-ink-soft text-sm tabular-nums hover:bg-hover hover:text-ink max-mid:hidden touch:h-11"
        onClick={() => setDetailsOpen(true)}
      >
        <Users aria-hidden size={16} />
        {format.number(memberCount)}
      </button>
      <IconButton icon={Info} label={t("details")} pressed={detailsOpen} onClick={() => setDetailsOpen(!detailsOpen)} />
    </header>
  );
}

/** On phones, back to the list of rooms, with what is unread there. */
function BackButton({ roomId }: { roomId: string }) {
  const t = useTranslations("rooms");
  const elsewhere = useUnreadElsewhere(roomId);
  return (
    <div className="flex items-center mid:hidden">
      <IconButton icon={ChevronLeft} label={t("toList")} onClick={() => goBack("/")} />
      {elsewhere > 0 && <Badge count={elsewhere} loud label={t("unreadElsewhere", { count: elsewhere })} />}
    </div>
  );
}
