import type { Id } from "@hiroba/protocol";

/** How often typing is told again while it goes on, in milliseconds; receivers forget it after six seconds. */
const RENEW_MS = 3_000;

/** Thins out what keystrokes say: told at once, then every three seconds, and once when it ends. */
export function createTypist(tell: (roomId: Id, typing: boolean) => void): (roomId: Id, typing: boolean) => void {
  const toldAt = new Map<Id, number>();
  return (roomId, typing) => {
    const last = toldAt.get(roomId);
    if (typing) {
      if (last !== undefined && performance.now() - last < RENEW_MS) return;
      toldAt.set(roomId, performance.now());
    } else if (!toldAt.delete(roomId)) return;
    tell(roomId, typing);
  };
}
