import type { ClientView, OutboxItem } from "@hiroba/client";
import { callsMe, type RoomEntry, type Unread } from "@hiroba/protocol";
import { useStore } from "./store";

const none: Unread = { unread: 0, mentions: 0 };

/** A room's counts, with a read mark that still waits in the outbox taken into account. */
export function countUnread(outbox: readonly OutboxItem[], entry: RoomEntry): Unread {
  const marked = outbox.findLast(
    (item) =>
      (item.command === "read.mark" || item.command === "read.markUnread") && item.input.roomId === entry.room.id,
  );
  const isRead = marked?.command === "read.mark" && marked.status !== "failed" && marked.input.seq >= entry.lastSeq;
  return isRead ? none : entry;
}

/** How much is unread in a room of mine. */
export function useUnread(roomId: string): Unread {
  const unread = useStore(({ view }) => select(view, roomId).unread);
  const mentions = useStore(({ view }) => select(view, roomId).mentions);
  return { unread, mentions };
}

/** How many rooms other than this one ask for my attention. Archived ones are in no list where that could be seen. */
export function useUnreadElsewhere(roomId: string | null): number {
  return useStore(({ view }) => {
    if (!view?.state) return 0;
    const others = Object.values(view.state.rooms).filter(({ room }) => room.id !== roomId && !room.archived);
    return others.filter((entry) => callsMe(entry, countUnread(view.outbox, entry))).length;
  });
}

function select(view: ClientView | null, roomId: string): Unread {
  const entry = view?.state?.rooms[roomId];
  return view && entry ? countUnread(view.outbox, entry) : none;
}
