import type { Room } from "@hiroba/protocol";
import { Archive, Hash, Lock } from "lucide-react";

/** A room's kind as a sign before its name. */
export function RoomIcon({ room, size = 16 }: { room: Pick<Room, "kind" | "archived">; size?: number }) {
  const Icon = room.archived ? Archive : room.kind === "private" ? Lock : Hash;
  return <Icon aria-hidden size={size} strokeWidth={2} className="shrink-0 text-ink-soft" />;
}
