import type { OutboxItem } from "@hiroba/client";
import type { Message, Reaction } from "@hiroba/protocol";

/** What waits in the outbox for one message, oldest first. */
export type MessageOverlay = readonly OutboxItem[];
export type Overlays = Readonly<Record<string, MessageOverlay>>;

export const noOverlays: Overlays = {};

/** The outbox by message. Lists that did not change keep their identity, so that only rows concerned draw again. */
export function toOverlays(outbox: readonly OutboxItem[], before: Overlays): Overlays {
  const lists: Record<string, OutboxItem[]> = {};
  for (const item of outbox) {
    const messageId = messageOf(item);
    if (messageId) lists[messageId] = [...(lists[messageId] ?? []), item];
  }
  const entries = Object.entries(lists).map(([id, list]) => [id, keepIdentity(before[id], list)] as const);
  const same = entries.length === Object.keys(before).length && entries.every(([id, list]) => before[id] === list);
  return same ? before : Object.fromEntries(entries);
}

/** A message as it will be once the outbox is through: the person sees what they did, at once. */
export function overlayMessage(message: Message, overlay: MessageOverlay, userId: string): Message {
  return overlay
    .filter((item) => item.status !== "failed")
    .reduce((it, item) => overlayItem(it, item, userId), message);
}

function messageOf(item: OutboxItem): string | null {
  if (item.command === "message.send") return item.input.id;
  return "messageId" in item.input ? item.input.messageId : null;
}

function keepIdentity(before: MessageOverlay | undefined, list: MessageOverlay): MessageOverlay {
  const same = before?.length === list.length && list.every((item, index) => item === before[index]);
  return same ? before : list;
}

function overlayItem(message: Message, item: OutboxItem, userId: string): Message {
  switch (item.command) {
    case "message.edit":
      return { ...message, body: item.input.body, editedAt: message.editedAt ?? toTime(item.queuedAt) };
    case "message.delete":
      return { ...message, body: "", reactions: [], deletedAt: toTime(item.queuedAt) };
    case "reaction.add":
      return { ...message, reactions: addReaction(message.reactions, item.input.emoji, userId) };
    case "reaction.remove":
      return { ...message, reactions: removeReaction(message.reactions, item.input.emoji, userId) };
    default:
      return message;
  }
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function addReaction(reactions: readonly Reaction[], emoji: string, userId: string): Reaction[] {
  const others = removeReaction(reactions, emoji, userId);
  const held = others.find((reaction) => reaction.emoji === emoji);
  if (!held) return [...others, { emoji, userIds: [userId] }];
  return others.map((it) => (it === held ? { emoji, userIds: [...it.userIds, userId] } : it));
}

function removeReaction(reactions: readonly Reaction[], emoji: string, userId: string): Reaction[] {
  return reactions
    .map((it) => (it.emoji === emoji ? { emoji, userIds: it.userIds.filter((id) => id !== userId) } : it))
    .filter((it) => it.userIds.length > 0);
}
