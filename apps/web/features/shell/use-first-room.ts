import { useEffect } from "react";
import { roomPath } from "@/features/rooms/room-path";
import { navigate } from "@/lib/navigation";
import { keptInBrowser } from "@/lib/storage";
import { useMedia } from "@/lib/use-media";
import { useStore } from "@/store/store";

const lastRoom = keptInBrowser("hiroba:last-room");

/**
 * Where there is room for list and timeline, an address without a room leads to the one that was open last on this
 * device, else to the first. Answers false once it is known that there is none to open.
 */
export function useFirstRoom(roomId: string | null): boolean {
  const narrow = useMedia("narrow");
  const rooms = useStore(({ view }) => view?.state?.rooms);
  useEffect(() => {
    if (roomId) lastRoom.write(roomId);
  }, [roomId]);
  useEffect(() => {
    if (roomId !== null || narrow || !rooms) return;
    const last = lastRoom.read() as string | null;
    const target = last && rooms[last] ? last : Object.values(rooms).find(({ room }) => !room.archived)?.room.id;
    if (target) navigate(roomPath(target), { replace: true });
  }, [roomId, narrow, rooms]);
  return !rooms || Object.values(rooms).some(({ room }) => !room.archived);
}
