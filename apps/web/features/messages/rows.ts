import type { OutboxItemOf } from "@hiroba/client";
import type { Message, Note, Timeline } from "@hiroba/protocol";

/** What the timeline draws, one after another. Keys stay while a row means the same. */
export type Row =
  | { kind: "beginning"; key: "beginning" }
  | { kind: "older"; key: "older" }
  | { kind: "missing"; key: "missing" }
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: "new" }
  | { kind: "notes"; key: string; notes: readonly Note[] }
  | { kind: "message"; key: string; id: string; seq: number; leads: boolean }
  | { kind: "end"; key: "end" };

export type RowsInput = {
  /** Undefined while nothing of the history is held: what waits to be sent is shown all the same. */
  timeline: Timeline | undefined;
  messages: Readonly<Record<string, Message>>;
  /** My messages that are not in the timeline yet. */
  unsent: readonly OutboxItemOf<"message.send">[];
  userId: string;
  /** The first message at or after this, by somebody else, has the "new" line above it. */
  newFrom: number | null;
};

/** Messages of one author within this time stand together. */
const GROUP_MS = 5 * 60_000;

type Entry = { seq: number; at: string; note?: Note; id?: string; authorId: string; apart: boolean };

/** A room's rows, oldest first. Order is by seq alone; times only group and divide. */
export function toRows(input: RowsInput): Row[] {
  const rows: Row[] = [toFirstRow(input.timeline)];
  let before: Entry | null = null;
  let marked = input.newFrom === null;
  for (const entry of toEntries(input)) {
    const dayBegins = !before || dayOf(before.at) !== dayOf(entry.at);
    if (dayBegins) rows.push({ kind: "day", key: `day:${dayOf(entry.at)}:${entry.seq}`, at: entry.at });
    const isNew =
      !marked && entry.id !== undefined && entry.seq >= (input.newFrom ?? 0) && entry.authorId !== input.userId;
    if (isNew) {
      rows.push({ kind: "new", key: "new" });
      marked = true;
    }
    addEntry(rows, entry, isNew || dayBegins || leadsGroup(before, entry));
    before = entry;
  }
  rows.push({ kind: "end", key: "end" });
  return rows;
}

function toFirstRow(timeline: Timeline | undefined): Row {
  if (!timeline) return { kind: "missing", key: "missing" };
  return timeline.older ? { kind: "older", key: "older" } : { kind: "beginning", key: "beginning" };
}

/** Where a message stands, by its seq; -1 if it has no row. */
export function findRow(rows: readonly Row[], seq: number): number {
  return rows.findIndex((row) => row.kind === "message" && row.seq >= seq);
}

function addEntry(rows: Row[], entry: Entry, leads: boolean): void {
  if (entry.id !== undefined) {
    rows.push({ kind: "message", key: entry.id, id: entry.id, seq: entry.seq, leads });
    return;
  }
  const last = rows.at(-1);
  if (!entry.note) return;
  if (last?.kind === "notes") rows[rows.length - 1] = { ...last, notes: [...last.notes, entry.note] };
  else rows.push({ kind: "notes", key: `notes:${entry.seq}`, notes: [entry.note] });
}

function toEntries({ timeline, messages, unsent, userId }: RowsInput): Entry[] {
  const held = (timeline?.messageIds ?? []).flatMap((id) => messages[id] ?? []);
  const sent = held.map(
    (message): Entry => ({
      seq: message.seq,
      at: message.createdAt,
      id: message.id,
      authorId: message.authorId,
      apart: message.replyToId !== null,
    }),
  );
  const notes = (timeline?.notes ?? []).map(
    (note): Entry => ({ seq: note.seq, at: note.at, note, authorId: "", apart: false }),
  );
  const waiting = unsent
    .filter((item) => !messages[item.id])
    .map(
      (item): Entry => ({
        seq: Number.MAX_SAFE_INTEGER,
        at: new Date(item.queuedAt).toISOString(),
        id: item.id,
        authorId: userId,
        apart: Boolean(item.input.replyToId),
      }),
    );
  return [...mergeBySeq(sent, notes), ...waiting];
}

function mergeBySeq(left: readonly Entry[], right: readonly Entry[]): Entry[] {
  return right.length === 0 ? [...left] : [...left, ...right].sort((a, b) => a.seq - b.seq);
}

function leadsGroup(before: Entry | null, entry: Entry): boolean {
  if (!before || before.note || entry.apart || before.authorId !== entry.authorId) return true;
  return Date.parse(entry.at) - Date.parse(before.at) > GROUP_MS;
}

/** The day on this device's calendar. */
function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
