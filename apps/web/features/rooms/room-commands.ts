import type { State } from "@hiroba/protocol";
import { runCommand } from "@/store/run-command";
import { untilState } from "@/store/until-state";

/** Whether I am in a room, as far as this device has heard. */
export function isIn(roomId: string): (state: State) => boolean {
  return ({ rooms }) => rooms[roomId] !== undefined;
}

/** Joins a room, and waits until it can be shown. */
export async function joinRoom(roomId: string) {
  const result = await runCommand("room.join", { roomId });
  if (result.ok) await untilState(isIn(roomId));
  return result;
}

/** Archives a room, or brings it back. */
export function setArchived(roomId: string, archived: boolean) {
  return runCommand("room.archive", { roomId, archived });
}

/** Mutes or stars a room for myself. */
export function configureRoom(roomId: string, change: { muted?: boolean; starred?: boolean }) {
  return runCommand("room.configure", { roomId, ...change });
}
