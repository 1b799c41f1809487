import type { Event, Id, Message, Topic } from "@hiroba/protocol";
import { type LogEntry, type OpenEntry, toEntry, toEnvelope } from "./entry.ts";

/**
 * The newest events of the log in memory (L8): gapless, bounded in number and bytes, so that a device whose cursor lies
 * within needs no database. Kept by topic as well: catching up costs what is for the device, however much else was said.
 * Deletion erases a message's text here as it does in the table.
 */
export type Ring = {
  /** Adds the next event; its seq must be one more than the last. */
  push(entry: OpenEntry): void;
  /** Whether every event after `seq` is here. */
  covers(seq: number): boolean;
  /** Those of some topics that have events after `seq`. */
  busySince(seq: number, topics: readonly Topic[]): Topic[];
  /**
   * The first `limit` events of some topics, oldest first, of each topic those after a seq of its own, and how many there
   * are in all; only when all of those seqs are covered. Costs what it answers and a look into each topic.
   */
  after(topics: readonly Topic[], since: (topic: Topic) => number, limit: number): Stretch;
  /** Replaces the text of a deleted message in the events that brought it. */
  redact(tombstone: Message): void;
};

type Stretch = { entries: readonly LogEntry[]; count: number };

/** Starts an empty ring behind `position`, holding at most `size` events and `bytes` characters of JSON. */
export function createRing(position: number, { size, bytes }: { size: number; bytes: number }): Ring {
  const byTopic = new Map<Topic, LogEntry[]>();
  /** The seqs of the edits of each message that has any here: what brought its text, but for the event that created it. */
  const edits = new Map<Id, number[]>();
  let all: LogEntry[] = [];
  let first = position + 1;
  let held = 0;

  const trim = () => {
    const dropped = new Map<Topic, number>();
    let drop = 0;
    for (const { topic, json } of all) {
      if (all.length - drop <= size && held <= bytes) break;
      held -= json.length;
      drop++;
      dropped.set(topic, (dropped.get(topic) ?? 0) + 1);
    }
    all = all.slice(drop);
    first += drop;
    for (const [topic, count] of dropped) {
      const rest = byTopic.get(topic)?.slice(count) ?? [];
      if (rest.length > 0) byTopic.set(topic, rest);
      else byTopic.delete(topic);
    }
    for (const [messageId, seqs] of edits) {
      const kept = seqs.filter((seq) => seq >= first);
      if (kept.length > 0) edits.set(messageId, kept);
      else edits.delete(messageId);
    }
  };

  const noteEdit = (messageId: Id, seq: number) => {
    const seqs = edits.get(messageId);
    if (seqs) seqs.push(seq);
    else edits.set(messageId, [seq]);
  };

  return {
    push: ({ seq, topic, json, envelope: { event } }) => {
      const entries = byTopic.get(topic) ?? [];
      // Of a topic's name one is enough: what fifty thousand events are made of is what the garbage collector has to go over.
      const entry = { seq, topic: entries[0]?.topic ?? topic, json };
      if (entries.push(entry) === 1) byTopic.set(topic, entries);
      all.push(entry);
      held += json.length;
      if (event.type === "message.edited") noteEdit(event.message.id, seq);
      // A quarter past the bound, so that trimming costs little per event.
      if (all.length > size * 1.25 || held > bytes * 1.25) trim();
    },
    covers: (seq) => seq >= first - 1 && seq < first + all.length,
    busySince: (seq, topics) => topics.filter((topic) => (byTopic.get(topic)?.at(-1)?.seq ?? 0) > seq),
    after: (topics, since, limit) => {
      let count = 0;
      const readers = topics.map((topic) => {
        const entries = byTopic.get(topic) ?? [];
        const next = countUpTo(entries, since(topic));
        count += entries.length - next;
        return { entries, next };
      });
      return { entries: readInOrder(readers, limit), count };
    },
    redact: (tombstone) => {
      for (const seq of [tombstone.seq, ...(edits.get(tombstone.id) ?? [])]) {
        const entry = all[seq - first];
        if (!entry) continue;
        const envelope = toEnvelope(entry);
        if (!brings(envelope.event, tombstone.id)) continue;
        const event = { ...envelope.event, message: tombstone } as Event;
        const { json } = toEntry(envelope, JSON.stringify(event));
        held += json.length - entry.json.length;
        entry.json = json;
      }
    },
  };
}

/** How many of some entries in order lie no further than a seq. */
function countUpTo(entries: readonly LogEntry[], seq: number): number {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((entries[middle]?.seq ?? 0) <= seq) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The events of one topic, and which of them is to be read next. */
type Reader = { entries: readonly LogEntry[]; next: number };

/** The first events of all readers together, in order: the readers become a heap, by the seq that each would read next. */
function readInOrder(readers: Reader[], limit: number): LogEntry[] {
  for (let index = readers.length >> 1; index-- > 0; ) sink(readers, index);
  const found: LogEntry[] = [];
  while (found.length < limit) {
    const reader = readers[0];
    const entry = reader?.entries[reader.next];
    if (!reader || !entry) break;
    found.push(entry);
    reader.next += 1;
    sink(readers, 0);
  }
  return found;
}

/** Moves a reader down to where none below it would read an earlier event. */
function sink(heap: Reader[], index: number): void {
  const left = 2 * index + 1;
  const child = nextSeq(heap[left + 1]) < nextSeq(heap[left]) ? left + 1 : left;
  const [reader, below] = [heap[index], heap[child]];
  if (!reader || !below || nextSeq(reader) <= nextSeq(below)) return;
  heap[index] = below;
  heap[child] = reader;
  sink(heap, child);
}

function nextSeq(reader: Reader | undefined): number {
  return reader?.entries[reader.next]?.seq ?? Number.POSITIVE_INFINITY;
}

function brings(event: Event, messageId: string): boolean {
  return (event.type === "message.created" || event.type === "message.edited") && event.message.id === messageId;
}
