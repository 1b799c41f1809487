/** Where a room is. */
export function roomPath(roomId: string): string {
  return `/rooms/${roomId}`;
}
