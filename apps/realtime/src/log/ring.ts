import type { Event, Message } from "@hiroba/protocol";
import { type LogEntry, toEntry } from "./entry.ts";

/**
 * The newest events of the log in memory (L8): gapless, bounded in number and bytes, so that a device whose cursor lies
 * within needs no database. Deletion erases a message's text here as it does in the table.
 */
export type Ring = {
  /** Adds the next event; its seq must be one more than the last. */
  push(entry: LogEntry): void;
  /** Whether every event after `seq` is here. */
  covers(seq: number): boolean;
  /** The events after `seq`, oldest first; only when `covers(seq)`. */
  after(seq: number): readonly LogEntry[];
  /** Replaces the text of a deleted message in the events that brought it. */
  redact(tombstone: Message): void;
};

/** Starts an empty ring behind `position`, holding at most `size` events and `bytes` characters of JSON. */
export function createRing(position: number, { size, bytes }: { size: number; bytes: number }): Ring {
  let entries: LogEntry[] = [];
  let first = position + 1;
  let held = 0;

  const trim = () => {
    let drop = 0;
    while (entries.length - drop > size || held > bytes) held -= entries[drop++]?.json.length ?? 0;
    entries = entries.slice(drop);
    first += drop;
  };

  return {
    push: (entry) => {
      entries.push(entry);
      held += entry.json.length;
      // A quarter past the bound, so that trimming costs little per event.
      if (entries.length > size * 1.25 || held > bytes * 1.25) trim();
    },
    covers: (seq) => seq >= first - 1 && seq < first + entries.length,
    after: (seq) => entries.slice(seq - first + 1),
    redact: (tombstone) => {
      for (const [index, { envelope }] of entries.entries()) {
        if (!brings(envelope.event, tombstone.id)) continue;
        const event = { ...envelope.event, message: tombstone } as Event;
        entries[index] = toEntry({ ...envelope, event }, JSON.stringify(event));
      }
    },
  };
}

function brings(event: Event, messageId: string): boolean {
  return (event.type === "message.created" || event.type === "message.edited") && event.message.id === messageId;
}
