import { runCommand } from "@/store/run-command";

/** Archives a room, or brings it back. */
export function setArchived(roomId: string, archived: boolean) {
  return runCommand("room.archive", { roomId, archived });
}

/** Mutes or stars a room for myself. */
export function configureRoom(roomId: string, change: { muted?: boolean; starred?: boolean }) {
  return runCommand("room.configure", { roomId, ...change });
}
