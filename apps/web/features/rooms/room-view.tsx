"use client";
import type { RoomEntry } from "@hiroba/protocol";
import { useTranslations } from "next-intl";
import { Announcer } from "@/features/messages/announcer";
import { Composer, ComposerSkeleton } from "@/features/messages/composer";
import { Timeline } from "@/features/messages/timeline";
import { TimelineSkeleton } from "@/features/messages/timeline-skeleton";
import { TypingLine } from "@/features/messages/typing-line";
import { useRoomEntry } from "@/store/hooks";
import { useStore } from "@/store/store";
import { Skeleton } from "@/ui/skeleton";
import { ArchivedBar } from "./archived-bar";
import { NoRoom } from "./no-room";
import { RoomHeader } from "./room-header";

/** A room: its name, its messages, and where to write. */
export function RoomView({ roomId, at }: { roomId: string; at: number | null }) {
  const known = useStore(({ view }) => view?.state !== undefined && view?.state !== null);
  const entry = useRoomEntry(roomId);
  if (!known) return <LoadingRoom />;
  if (!entry) return <NoRoom roomId={roomId} />;
  return <OpenRoom key={roomId} entry={entry} at={at} />;
}

/** A room that has yet to come. Its head and its foot are in their places, so that nothing moves when it is there. */
function LoadingRoom() {
  const t = useTranslations("rooms");
  return (
    <main aria-label={t("loading")} className="flex min-h-0 flex-1 flex-col bg-surface">
      <h1 className="sr-only">{t("loading")}</h1>
      <div className="flex min-h-14 items-center border-line border-b px-4 pt-safe">
        <Skeleton className="h-4 w-32" />
      </div>
      <TimelineSkeleton failed={false} onRetry={() => {}} />
      <div className="pb-safe">
        <div className="h-5" />
        <ComposerSkeleton />
      </div>
    </main>
  );
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
