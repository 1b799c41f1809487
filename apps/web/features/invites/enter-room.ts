/** From a door into a room, or to the start; "back" does not lead to the door again. */
export function enterRoom(roomId: string | null): void {
  window.location.replace(roomId ? `/rooms/${roomId}` : "/");
}
