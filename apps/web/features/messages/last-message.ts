import { useStore } from "@/store/store";

/** The id of my newest message in a room that can still be edited, among those held and those on their way. */
export function findMyLastMessage(roomId: string): string | undefined {
  const { view } = useStore.getState();
  const waiting = view?.outbox.findLast((item) => item.command === "message.send" && item.roomId === roomId);
  if (waiting) return waiting.id;
  const state = view?.state;
  const ids = state?.timelines[roomId]?.messageIds ?? [];
  return ids.findLast((id) => {
    const message = state?.messages[id];
    return message?.authorId === view?.userId && message?.deletedAt === null;
  });
}
