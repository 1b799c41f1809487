import type { ClientView } from "@hiroba/client";
import type { RoomEntry } from "@hiroba/protocol";
import { useStore } from "./store";

type Unread = { unread: number; mentions: number };
const none: Unread = { unread: 0, mentions: 0 };

/** A room's counts, with a read mark that still waits in the outbox taken into account. */
export function countUnread(view: ClientView, entry: RoomEntry): Unread {
  const marked = view.outbox.findLast(
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

function select(view: ClientView | null, roomId: string): Unread {
  const entry = view?.state?.rooms[roomId];
  return view && entry ? countUnread(view, entry) : none;
}

/** How many rooms other than this one have something for me. */
export function useUnreadElsewhere(roomId: string | null): number {
  return useStore(({ view }) => {
    const entries = Object.values(view?.state?.rooms ?? {});
    return entries.filter((entry) => entry.room.id !== roomId && view && callsMe(view, entry)).length;
  });
}

/** Whether a room asks for attention: by a mention, or by anything unread while it is not muted. */
function callsMe(view: ClientView, entry: RoomEntry): boolean {
  const { unread, mentions } = countUnread(view, entry);
  return mentions > 0 || (unread > 0 && !entry.membership.muted);
}
