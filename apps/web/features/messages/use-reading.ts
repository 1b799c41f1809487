import type { ClientView } from "@hiroba/client";
import type { ReadMark } from "@hiroba/protocol";
import { useEffect, useState } from "react";
import { getClient } from "@/store/client";
import { useStore } from "@/store/store";

/** How long the newest message must have been in sight. */
const DWELL_MS = 300;

/**
 * Marks a room as read once its newest message, `seq`, was really seen: `seen` says that it is in sight on a visible,
 * focused screen (rule L16). A room that is marked as unread while it is open stays so until it is opened again.
 */
export function useReading(roomId: string, seq: number, seen: boolean): void {
  const read = useStore(({ view }) => view?.state?.rooms[roomId]?.read);
  const waiting = useStore(({ view }) => waitingMark(view, roomId));
  const held = useHeldUnread(read, waiting === "read.markUnread");
  const due = read !== undefined && waiting === null && (read.unreadFrom !== null || seq > read.seq);
  useEffect(() => {
    if (!seen || !due || held || seq === 0) return;
    const timer = setTimeout(() => getClient().enqueue("read.mark", { roomId, seq }), DWELL_MS);
    return () => clearTimeout(timer);
  }, [roomId, seq, seen, due, held]);
}

function waitingMark(view: ClientView | null, roomId: string): "read.mark" | "read.markUnread" | null {
  const item = view?.outbox.findLast(
    ({ command, roomId: id }) => id === roomId && (command === "read.mark" || command === "read.markUnread"),
  );
  return (item?.command as "read.mark" | "read.markUnread" | undefined) ?? null;
}

/** Whether "mark as unread" came after the room was opened, here or on another device. */
function useHeldUnread(read: ReadMark | undefined, waiting: boolean): boolean {
  const from = read?.unreadFrom ?? null;
  const [openedWith, setOpenedWith] = useState(from);
  if (from === null && openedWith !== null) setOpenedWith(null);
  return waiting || (from !== null && from !== openedWith);
}
