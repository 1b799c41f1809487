import { foldName } from "@/lib/names";
import { useStore } from "@/store/store";
import { useListedRooms } from "./use-listed-rooms";

/** A room that is called so already, among mine and those that anybody can find; not the one of this id. */
export function useNamesake(name: string, ownId: string) {
  const mine = useStore(({ view }) => view?.state?.rooms);
  const { rooms: listed } = useListedRooms(name);
  const wanted = foldName(name).trim();
  const known = [...Object.values(mine ?? {}), ...(listed ?? [])];
  return known.find(({ room }) => foldName(room.name) === wanted && room.id !== ownId)?.room;
}
