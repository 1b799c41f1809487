import { canRetry, type Failure, type Result, type Written } from "@hiroba/protocol";
import { retryAfterMs, toBackoffMs } from "../backoff.ts";
import { mayStay } from "../failures.ts";
import { inTime } from "../in-time.ts";
import { addEntry, type Entry, giveUpEntry, isOrphan, moveEntry, targetOf, toEntry, toOrphanError } from "./entry.ts";
import type { OutboxItem } from "./outbox-item.ts";
import type { Happening } from "./phases.ts";

/**
 * What this person did that the log does not show yet. Promises: an item is tried once the device store has it, so that
 * no crash loses it, or has had some seconds to take it; items of one room go out one at a time and in order; a failed
 * one does not hold up those after it, except what was done to a message that failed; an item leaves when the event it
 * caused has been applied (phases.ts draws this); a message that is given up is deleted where it may have been sent.
 * Relies on the server answering the same id with the first result (rule L4).
 */
export type Outbox = {
  /** What is in it, oldest first; the same array until something changes. */
  items(): readonly OutboxItem[];
  /** Of these, what the device store does not have, and what would be lost if the program ended now. */
  unstored(): readonly OutboxItem[];
  /** Of these, what was given up and is not gone yet, since that is for another tab to do. */
  givenUp(): readonly string[];
  /** Puts items in the place of what is in it, as after a restart. */
  load(items: readonly OutboxItem[]): void;
  add(item: OutboxItem): void;
  retry(id: string): void;
  discard(id: string): void;
  /** The connection opened: what waited for one need not wait longer. */
  resume(): void;
  /** The device has applied the log up to `seq`. */
  see(seq: number): void;
  /** The log is another one, so acknowledgements mean nothing; everything is sent again. */
  forget(): void;
  /** Tries nothing further, and heeds no answer to what is under way, until `resume`. Resolves when all is stored. */
  pause(): Promise<void>;
};

export type OutboxOptions = {
  /** Runs an item's command; never rejects. */
  run(item: OutboxItem): Promise<Result<Written>>;
  /** Whether there is a connection of the right person to send over. */
  isOpen(): boolean;
  /** Writes all items to the device store. */
  save(items: readonly OutboxItem[]): Promise<void>;
  handleChange(): void;
};

/** What may be the item's own fault is not tried for ever. */
const DOUBTS = 5;

/** A store may be slow, and some browsers' never answers: then it is sent all the same. */
const SAVE_MS = 5_000;

/** Creates an empty outbox; `load` and `resume` bring it to life. */
export function createOutbox({ run, isOpen, save, handleChange }: OutboxOptions): Outbox {
  let entries: readonly Entry[] = [];
  let shown: readonly OutboxItem[] = [];
  let saving: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seenTo = 0;
  let isPaused = false;
  let isPlanned = false;
  /** The store failed or did not answer the last time, and is not waited for until it does. */
  let isLate = false;
  /** Grows with each pause, so that an answer from before one is known as such. */
  let round = 0;

  const set = (next: readonly Entry[]) => {
    entries = next;
    shown = next.map(({ item }) => item);
    handleChange();
  };

  const note = (items: readonly OutboxItem[], known: Partial<Entry>) => {
    const ids = new Set(items.map(({ id }) => id));
    entries = entries.map((entry) => (ids.has(entry.item.id) ? { ...entry, ...known } : entry));
  };

  // A store that cannot be written, or does not answer, must not keep people from writing.
  const write = async () => {
    const written = shown;
    const writing = save(written).then(() => {
      isLate = false;
      note(written, { stored: true });
    });
    await inTime(writing, isLate ? 0 : SAVE_MS).catch(() => {
      isLate = true;
    });
    note(written, { ready: true });
    pump();
  };

  /** Writes what is in it, once for all that changes until then. */
  const persist = () => {
    if (isPlanned) return;
    isPlanned = true;
    saving = saving.then(() => {
      isPlanned = false;
      return write();
    });
  };

  const change = (update: (entry: Entry) => Entry | null) => {
    const next = entries.map(update);
    if (next.every((entry, index) => entry === entries[index])) return;
    set(next.filter((entry) => entry !== null));
    persist();
  };

  const move = (id: string, happening: Happening, rest: Parameters<typeof moveEntry>[2] = {}) => {
    change((entry) => (entry.item.id === id ? moveEntry(entry, happening, rest) : entry));
    pump();
  };

  const attempt = async ({ item, doubts: former }: Entry) => {
    const attempts = item.attempts + 1;
    change((entry) => (entry.item.id === item.id ? moveEntry(entry, "attempt", { attempts }) : entry));
    const [answer, begun] = [run(item), round];
    pump();
    const result = await answer;
    if (begun !== round) return;
    const isNeedless = item.mayBeNeedless === true && !result.ok && result.error.code === "NOT_FOUND";
    if (result.ok || isNeedless) {
      move(item.id, "acknowledge", { seq: result.ok ? result.data.seq : 0, error: null });
      // The event may have come before the answer, over another transport.
      return see(seenTo);
    }
    const { error } = result;
    const doubts = mayStay(error) ? former + 1 : 0;
    if (!isPassing(error) || doubts >= DOUBTS) return move(item.id, "refuse", { error });
    const notBefore = performance.now() + (retryAfterMs(error) ?? toBackoffMs(attempts));
    move(item.id, "defer", { error, doubts, notBefore });
  };

  const see = (seq: number) => {
    seenTo = seq;
    change((entry) => (entry.phase === "sent" && entry.seq <= seq ? moveEntry(entry, "see") : entry));
  };

  /** Starts whatever may go now: the first item that waits in each room, unless one of that room is under way. */
  const pump = () => {
    clearTimeout(timer);
    const orphan = entries.find((entry) => entry.phase === "queued" && failedTarget(entries, entry));
    if (orphan) {
      const error = toOrphanError(failedTarget(entries, orphan)?.item.error ?? null);
      return move(orphan.item.id, "orphan", { error });
    }
    if (isPaused || !isOpen()) return;
    const heads = firstOfRooms(entries).filter(({ phase, ready }) => phase === "queued" && ready);
    const next = heads.find(({ notBefore }) => notBefore <= performance.now());
    if (next) return void attempt(next);
    const soonest = Math.min(...heads.map(({ notBefore }) => notBefore));
    if (Number.isFinite(soonest)) timer = setTimeout(pump, soonest - performance.now());
  };

  return {
    items: () => shown,
    unstored: () => entries.filter(({ stored, phase }) => !stored && phase !== "sent").map(({ item }) => item),
    givenUp: () => [],
    load: (items) => {
      set(items.map(toEntry));
      persist();
    },
    add: (item) => {
      if (entries.some((entry) => entry.item.id === item.id)) return;
      set(addEntry(entries, toEntry(item)));
      persist();
    },
    retry: (id) => {
      change((entry) =>
        entry.item.id === id || (isOrphan(entry) && targetOf(entry.item) === id)
          ? moveEntry(entry, "retry", { notBefore: 0, doubts: 0, error: null })
          : entry,
      );
      pump();
    },
    discard: (id) => {
      const isLost = entries.some(({ item, phase }) => item.id === id && (phase === "queued" || phase === "failed"));
      const isPart = ({ item }: Entry) => item.id === id || (isLost && targetOf(item) === id);
      change((entry) => (isPart(entry) ? giveUpEntry(entry) : entry));
      pump();
    },
    resume: () => {
      isPaused = false;
      entries = entries.map((entry) =>
        entry.item.error?.code === "RATE_LIMITED" ? entry : { ...entry, notBefore: 0 },
      );
      pump();
    },
    see,
    forget: () => {
      seenTo = 0;
      change((entry) => moveEntry(entry, "forget"));
      pump();
    },
    pause: () => {
      isPaused = true;
      round += 1;
      clearTimeout(timer);
      change((entry) => moveEntry(entry, "defer"));
      return saving;
    },
  };
}

/** Being signed out or outdated is not the item's fault either: it waits for the person. */
function isPassing({ code }: Failure): boolean {
  return canRetry(code) || code === "UNAUTHENTICATED" || code === "PROTOCOL_OUTDATED";
}

/** The first item of each room that is neither done nor failed. */
function firstOfRooms(entries: readonly Entry[]): Entry[] {
  const first = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.phase !== "queued" && entry.phase !== "sending") continue;
    if (!first.has(entry.item.roomId)) first.set(entry.item.roomId, entry);
  }
  return [...first.values()];
}

function failedTarget(entries: readonly Entry[], { item }: Entry): Entry | undefined {
  const target = targetOf(item);
  return entries.find((entry) => entry.phase === "failed" && target !== undefined && entry.item.id === target);
}
