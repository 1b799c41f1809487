import type { RoomEntry } from "@hiroba/protocol";
import { useEffect, useState } from "react";
import { useUnread } from "@/store/unread";

/** `active`: the screen is being looked at. `looking`: so is the newest message. */
type Attention = { active: boolean; looking: boolean };

/**
 * Where the "new" line stands. It is set when the room opens, and stays while the screen is being looked at; what comes
 * while nobody looks gets a new line, and "mark as unread" moves it.
 */
export function useNewLine({ room, read }: RoomEntry, { active, looking }: Attention) {
  const { unread } = useUnread(room.id);
  const [newFrom, setNewFrom] = useState(() => (unread > 0 ? (read.unreadFrom ?? read.seq + 1) : null));
  useEffect(() => {
    if (read.unreadFrom !== null) setNewFrom(read.unreadFrom);
  }, [read.unreadFrom]);
  useEffect(() => {
    if (!active && unread === 0) setNewFrom(null);
  }, [active, unread]);
  useEffect(() => {
    if (!looking && unread > 0) setNewFrom((before) => before ?? read.seq + 1);
  }, [looking, unread, read.seq]);
  return { newFrom, clearNewLine: () => setNewFrom(null) };
}
