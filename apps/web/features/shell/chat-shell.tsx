"use client";
import type { RoomEntry } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { DetailsPanel } from "@/features/rooms/details-panel";
import { RoomView } from "@/features/rooms/room-view";
import { useRoomKeys } from "@/features/rooms/use-room-keys";
import { classes } from "@/lib/classes";
import { toPlace } from "@/lib/place";
import { useMedia } from "@/lib/use-media";
import { useRoomEntry } from "@/store/hooks";
import { useStore } from "@/store/store";
import { setDetailsOpen } from "@/store/ui";
import { Sheet } from "@/ui/sheet";
import { NoRooms } from "./no-rooms";
import { Sidebar, SidebarRail } from "./sidebar";
import { useFirstRoom } from "./use-first-room";

/** The chat: rooms, timeline, details. Side by side as far as there is room, on phones one at a time. */
export function ChatShell({ address }: { address: URL }) {
  const t = useTranslations("shell");
  const { roomId } = toPlace(address.pathname);
  const at = address.searchParams.get("at");
  const hasRooms = useFirstRoom(roomId);
  useRoomKeys(roomId);
  return (
    <div className="flex h-(--app-height) overflow-hidden px-safe">
      <Side roomId={roomId} hasRooms={hasRooms} />
      <div className={classes("flex min-w-0 flex-1", roomId === null && "max-mid:hidden")}>
        {roomId ? (
          <RoomView roomId={roomId} at={at !== null && /^\d+$/u.test(at) ? Number(at) : null} />
        ) : (
          <main aria-label={t("noRoomOpen")} className="flex flex-1 bg-surface">
            {!hasRooms && <NoRooms level="h1" />}
          </main>
        )}
      </div>
      {roomId && <Details roomId={roomId} />}
    </div>
  );
}

/** The rooms: all of the width on phones, a rail that opens at middling widths, a column on wide screens. */
function Side({ roomId, hasRooms }: { roomId: string | null; hasRooms: boolean }) {
  const t = useTranslations("shell");
  const [expandedAt, setExpandedAt] = useState<string | null>(null);
  // Another room is another choice made: the list has done its work.
  const here = roomId ?? "";
  const expanded = expandedAt === here;
  // On phones the list is all there is while no room is open.
  const Landmark = useMedia("narrow") && roomId === null ? "main" : "aside";
  return (
    <>
      <Landmark
        aria-label={t("rooms")}
        className={classes(
          "w-full mid:max-wide:hidden wide:block wide:w-[260px] wide:shrink-0",
          roomId !== null && "max-mid:hidden",
        )}
      >
        {Landmark === "main" && <h1 className="sr-only">{t("rooms")}</h1>}
        <Sidebar openId={roomId}>
          {!hasRooms && (
            <div className="pt-10 mid:hidden">
              <NoRooms level="h2" />
            </div>
          )}
        </Sidebar>
      </Landmark>
      <aside aria-label={t("rooms")} className="hidden w-15 shrink-0 mid:max-wide:block">
        <SidebarRail openId={roomId} onExpand={() => setExpandedAt(here)} />
      </aside>
      <Sheet open={expanded} side="left" title={t("rooms")} onClose={() => setExpandedAt(null)}>
        <Sidebar openId={roomId} />
      </Sheet>
    </>
  );
}

function Details({ roomId }: { roomId: string }) {
  const t = useTranslations("rooms");
  const wide = useMedia("wide");
  const open = useStore((store) => store.detailsOpen);
  const entry = useRoomEntry(roomId);
  // On phones another room begins with its messages.
  useEffect(() => {
    if (!window.matchMedia("(width >= 1100px)").matches) setDetailsOpen(false);
    void roomId;
  }, [roomId]);
  if (!entry) return null;
  if (!wide) {
    return (
      <Sheet open={open} title={t("details")} onClose={() => setDetailsOpen(false)}>
        <DetailsPanel key={roomId} entry={entry} />
      </Sheet>
    );
  }
  if (!open) return null;
  return <DetailsColumn entry={entry} />;
}

/** Closed, it gives the focus back to what had it before, as a sheet does. */
function DetailsColumn({ entry }: { entry: RoomEntry }) {
  const t = useTranslations("rooms");
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, []);
  return (
    <aside
      aria-label={t("details")}
      className="w-[380px] shrink-0 border-line border-l bg-surface"
      // Unless it has closed something in here: a menu, or what was being changed.
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && setDetailsOpen(false)}
    >
      <DetailsPanel key={entry.room.id} entry={entry} />
    </aside>
  );
}
