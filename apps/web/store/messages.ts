import type { OutboxItem, OutboxItemOf } from "@hiroba/client";
import type { Message } from "@hiroba/protocol";
import { useMemo } from "react";
import { useUserId } from "./hooks";
import { type MessageOverlay, overlayMessage } from "./overlays";
import { useStore } from "./store";

/** A message as this person sees it: what the log says with what they did on top, and how far that is. */
export type ShownMessage = {
  message: Message;
  /** What is still on its way or has failed: the sending itself, else the first edit or deletion. */
  pending: OutboxItem | null;
};

/** A message to draw, sent or not; undefined if this device does not hold it. */
export function useMessage(id: string | null): ShownMessage | undefined {
  const held = useStore(({ view }) => (id ? view?.state?.messages[id] : undefined));
  const overlay = useStore(({ overlays }) => (id ? overlays[id] : undefined));
  const userId = useUserId();
  return useMemo(() => toShown(held, overlay, userId ?? ""), [held, overlay, userId]);
}

/** A message that is not sent yet, in the shape it will have. */
function toUnsent({ input, queuedAt }: OutboxItemOf<"message.send">, userId: string): Message {
  return {
    id: input.id,
    roomId: input.roomId,
    authorId: userId,
    seq: Number.MAX_SAFE_INTEGER,
    rev: 0,
    body: input.body,
    replyToId: input.replyToId ?? null,
    mentions: { userIds: [], room: false },
    reactions: [],
    createdAt: new Date(queuedAt).toISOString(),
    editedAt: null,
    deletedAt: null,
  };
}

function toShown(
  held: Message | undefined,
  overlay: MessageOverlay | undefined,
  userId: string,
): ShownMessage | undefined {
  if (!overlay) return held && { message: held, pending: null };
  const sending = held ? undefined : overlay.find((item) => item.command === "message.send");
  const message = held ?? (sending && toUnsent(sending, userId));
  if (!message) return undefined;
  const changing = overlay.find((item) => item.command === "message.edit" || item.command === "message.delete");
  return { message: overlayMessage(message, overlay, userId), pending: sending ?? changing ?? null };
}
