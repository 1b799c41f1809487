import { type Actor, can, type Permission, type Presence, type RoomEntry, type User } from "@hiroba/protocol";
import { useStore } from "./store";

/** My id, null until known. */
export function useUserId(): string | null {
  return useStore(({ view }) => view?.userId ?? null);
}

/** A person as everybody sees them; undefined if nobody has that id. */
export function useUser(id: string | null): User | undefined {
  return useStore(({ view }) => (id ? view?.state?.users[id] : undefined));
}

/** Myself. */
export function useMe(): User | undefined {
  return useUser(useUserId());
}

/** A room of mine with my relation to it. */
export function useRoomEntry(roomId: string | null): RoomEntry | undefined {
  return useStore(({ view }) => (roomId ? view?.state?.rooms[roomId] : undefined));
}

export function usePresence(userId: string): Presence {
  return useStore(({ view }) => view?.presence[userId] ?? "offline");
}

/** Whether the table of rights lets me do this, in a room where one is given. */
export function useCan(permission: Permission, roomId: string | null = null): boolean {
  const role = useMe()?.role;
  const roomRole = useRoomEntry(roomId)?.membership.role ?? null;
  if (!role) return false;
  const actor: Actor = { role, roomRole };
  return can(actor, permission);
}
