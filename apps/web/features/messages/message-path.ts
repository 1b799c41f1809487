import type { Message } from "@hiroba/protocol";

/** Where a message can be linked to. */
export function messagePath({ roomId, seq }: Pick<Message, "roomId" | "seq">): string {
  return `/rooms/${roomId}?at=${seq}`;
}
