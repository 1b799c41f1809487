import { newId } from "@hiroba/protocol";
import { isUnknown, isWaitingDeletion } from "./entry.ts";
import type { OutboxItem } from "./outbox-item.ts";

/**
 * What to add to an outbox that holds `items`, to take back that `given` were given up: a message and what was done to
 * it, or one change. Ids stay, so that what the server has already is there once (rule L4). Only a message whose deletion
 * has gone out is said anew, for under its id the server has nothing but what was deleted.
 */
export function toUndo(given: readonly OutboxItem[], items: readonly OutboxItem[]): OutboxItem[] {
  const [first] = given;
  const isDeleted =
    first?.command === "message.send" &&
    isUnknown(first) &&
    !items.some((item) => item.id === first.id || isWaitingDeletion(item, first.id));
  const again = isDeleted ? renew(given) : given;
  return again.map((item): OutboxItem => ({ ...item, status: "queued", error: null }));
}

/** The message under another id, and what was done to it done to that one. */
function renew(given: readonly OutboxItem[]): OutboxItem[] {
  const messageId = newId();
  return given.map((item) => {
    const id = item.command === "message.send" ? messageId : newId();
    const ids = { ...("id" in item.input && { id }), ...("messageId" in item.input && { messageId }) };
    return { ...item, id, input: { ...item.input, ...ids }, attempts: 0 } as OutboxItem;
  });
}
