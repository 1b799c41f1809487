import { canRetry, type Failure, newId } from "@hiroba/protocol";
import type { OutboxItem, OutboxStatus } from "./outbox-item.ts";
import { type Happening, nextPhase, type Phase } from "./phases.ts";

/** An item in the outbox's own hands: what it shows, its phase, and what only this run of the program knows. */
export type Entry = {
  readonly item: OutboxItem;
  readonly phase: Phase;
  /** The seq of its event, once acknowledged. */
  readonly seq: number;
  /** Not to be tried before; on the clock of `performance`, which nobody sets back. */
  readonly notBefore: number;
  /** Answers in a row by which the fault may be its own. */
  readonly doubts: number;
  /** It is in the device store. */
  readonly stored: boolean;
  /** The device store has it, or has had its time to take it: it may be tried. */
  readonly ready: boolean;
};

type Change = Partial<Pick<Entry, "seq" | "notBefore" | "doubts">> & Partial<Pick<OutboxItem, "attempts" | "error">>;

/** An entry for an item that is new, or was read back from the store. */
export function toEntry(item: OutboxItem): Entry {
  const phase = nextPhase(item.status, "restart") ?? "queued";
  return {
    item: { ...item, status: toStatus(phase) },
    phase,
    seq: 0,
    notBefore: 0,
    doubts: 0,
    stored: false,
    ready: false,
  };
}

/** The entry after a happening, unchanged when it cannot happen now, null when it is gone. */
export function moveEntry(entry: Entry, happening: Happening, change: Change = {}): Entry | null {
  const phase = nextPhase(entry.phase, happening);
  if (!phase) return entry;
  if (phase === "gone") return null;
  const { seq = entry.seq, notBefore = entry.notBefore, doubts = entry.doubts, ...shown } = change;
  return { ...entry, phase, seq, notBefore, doubts, item: { ...entry.item, ...shown, status: toStatus(phase) } };
}

/** What is left of an entry that is given up: nothing, or of a message that the server may have, its deletion. */
export function giveUpEntry(entry: Entry): Entry | null {
  const next = moveEntry(entry, "discard");
  const isGone = next === null && entry.item.command === "message.send";
  return isGone && isUnknown(entry.item) ? toEntry(toDeletion(entry.item)) : next;
}

/** Whether the server may have an item that it has not acknowledged: it was tried, and not refused for good (rule L4). */
export function isUnknown({ attempts, status, error }: OutboxItem): boolean {
  return attempts > 0 && (status !== "failed" || error === null || canRetry(error.code));
}

function toDeletion({ id, roomId, queuedAt }: OutboxItem): OutboxItem {
  const fields = { roomId, status: "queued", attempts: 0, queuedAt, error: null, mayBeNeedless: true } as const;
  return { ...fields, id: newId(), command: "message.delete", input: { messageId: id } };
}

/** Whether an item is the deletion of a message, and has not gone out. */
export function isWaitingDeletion({ command, input, attempts }: OutboxItem, messageId: string): boolean {
  return command === "message.delete" && attempts === 0 && "messageId" in input && input.messageId === messageId;
}

function toStatus(phase: Phase): OutboxStatus {
  return phase === "failed" || phase === "queued" ? phase : "sending";
}

/** The id of the message an item is about; undefined for those about a room. */
export function targetOf(item: OutboxItem): string | undefined {
  return "messageId" in item.input ? item.input.messageId : undefined;
}

/** Marks the failure of an item that failed because its message did. */
export function toOrphanError(cause: Failure | null): Failure {
  return {
    code: cause?.code ?? "NOT_FOUND",
    message: "The message it is about was not sent",
    details: { reason: "messageFailed" },
    requestId: cause?.requestId ?? "",
  };
}

/** Whether it failed only because its message did. */
export function isOrphan({ phase, item }: Entry): boolean {
  return phase === "failed" && item.error?.details.reason === "messageFailed";
}

/**
 * The list with one more item. What a person reads and drafts replaces what still waits of its kind in the room: read
 * marks only move forward, and of a draft only the last version matters. One that was tried stays and is asked for again
 * first, for a copy of it may come late, and must be known as such by its id (rule L4). A message that is to be sent after
 * all takes the place of its deletion.
 */
export function addEntry(entries: readonly Entry[], added: Entry): Entry[] {
  const { id, command, roomId } = added.item;
  if (command === "message.send") return [...entries.filter(({ item }) => !isWaitingDeletion(item, id)), added];
  if (command !== "read.mark" && command !== "draft.save") return [...entries, added];
  const isUntried = ({ item, phase }: Entry) => phase === "queued" && item.attempts === 0;
  const isReplaced = (entry: Entry) =>
    entry.item.command === command && entry.item.roomId === roomId && (isUntried(entry) || entry.phase === "failed");
  const seqs = entries.filter(isReplaced).map(({ item }) => (item.command === "read.mark" ? item.input.seq : 0));
  const rest = entries.filter((entry) => !isReplaced(entry));
  if (added.item.command !== "read.mark") return [...rest, added];
  const seq = Math.max(added.item.input.seq, ...seqs);
  return [...rest, { ...added, item: { ...added.item, input: { ...added.item.input, seq } } }];
}
