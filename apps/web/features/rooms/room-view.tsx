"use client";
import type { RoomEntry } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { Announcer } from "@/features/messages/announcer";
import { Composer } from "@/features/messages/composer";
import { Timeline } from "@/features/messages/timeline";
import { TimelineSkeleton } from "@/features/messages/timeline-skeleton";
import { TypingLine } from "@/features/messages/typing-line";
import { useRoomEntry } from "@/store/hooks";
import { useStore } from "@/store/store";
import { ArchivedBar } from "./archived-bar";
import { NoRoom } from "./no-room";
import { RoomHeader } from "./room-header";

/** A room: its name, its messages, and where to write. */
export function RoomView({ roomId, at }: { roomId: string; at: number | null }) {
  const t = useTranslations("rooms");
  const known = useStore(({ view }) => view?.state !== undefined && view?.state !== null);
  const entry = useRoomEntry(roomId);
  if (!known) {
    return (
      <main aria-label={t("loading")} className="flex min-h-0 flex-1 flex-col bg-surface">
        <h1 className="sr-only">{t("loading")}</h1>
        <div className="h-14" />
        <TimelineSkeleton failed={false} onRetry={() => {}} />
      </main>
    );
  }
  if (!entry) return <NoRoom roomId={roomId} />;
  return <OpenRoom key={roomId} entry={entry} at={at} />;
}

function OpenRoom({ entry, at }: { entry: RoomEntry; at: number | null }) {
  const { id, name, archived } = entry.room;
  return (
    <main aria-label={name} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <RoomHeader entry={entry} />
      <Timeline entry={entry} at={at} />
      <div className="pb-safe">
        <TypingLine roomId={id} />
        {archived ? <ArchivedBar room={entry.room} /> : <Composer entry={entry} />}
      </div>
      <Announcer roomId={id} />
    </main>
  );
}
