import { setImmediate as nextTurn } from "node:timers/promises";
import { type Cursor, type Id, limits, type Topic } from "@hiroba/protocol";
import type { Pool } from "pg";
import type { Turns } from "../turns.ts";
import type { Directory } from "./directory.ts";
import type { LogEntry } from "./entry.ts";
import { encodePage, type RawPage } from "./page.ts";
import type { Ring } from "./ring.ts";
import { createSharedPages } from "./shared-pages.ts";
import { readEntries, type Tail } from "./tail.ts";

/**
 * Brings a device from its cursor to the present. Promises: what it answers is exactly what the device would have heard
 * live as somebody with the rights it has now (L7, L15), in order; from the ring without a query (L8), else from the
 * table; `reset` when the gap is too old, too long, or of another epoch (L9).
 */
export type CatchUp = {
  /** The next page after `cursor`. At most `limit` events, and PAGE_LENGTH; `more` says that another follows at once. */
  page(userId: Id, cursor: Cursor, limit?: number): Promise<RawPage>;
  /**
   * Follows the log: emits every page after `cursor`, then calls `join` in the same turn of the event loop in which the
   * last page was read from the ring, so that nothing can fall between catching up and hearing live. A page is made when
   * the one before it has left: of what a slow device has missed, one page at a time is in memory (L13).
   */
  follow(userId: Id, cursor: Cursor | null, sink: Sink): Promise<void>;
};

/**
 * What follows the log. `drained` resolves when what was emitted has left this node, or never will. `limit` is of events in
 * one page of what was missed.
 */
export type Sink = {
  emit(page: RawPage): void;
  drained(): Promise<void>;
  join(): void;
  isOpen(): boolean;
  limit?: number | undefined;
};

/**
 * Characters of events after which a page ends, so that nobody can make a node hold a thousand long messages for each
 * connection, and a slow line gets somewhere between two interruptions.
 */
const PAGE_LENGTH = 131_072;
/** At most, in UTF-8: so what begins within as many bytes holds one more event than makes a page. */
const BYTES_PER_CHARACTER = 3;

export type CatchUpOptions = { pool: Pool; directory: Directory; ring: Ring; tail: Tail; turns: Turns };

/** Builds the catch-up of one node. */
export function createCatchUp({ pool, directory, ring, tail, turns }: CatchUpOptions): CatchUp {
  const resetPage = (): RawPage => encodePage({ entries: [], cursor: tail.cursor(), more: false, reset: true });

  /** Whether the node that gave the cursor is ahead of this one, which then reads on before it judges. */
  const isAhead = ({ epoch, seq }: Cursor) => epoch === tail.epoch() && seq > tail.position();

  const isOutOfReach = ({ epoch, seq }: Cursor) =>
    epoch !== tail.epoch() ||
    seq > tail.position() ||
    seq < tail.trimmedTo() ||
    (!ring.covers(seq) && tail.position() - seq > limits.catchUpEvents);

  const toPage = (entries: readonly LogEntry[], limit: number, end: number) => {
    const shown = entries.slice(0, countFitting(entries, limit));
    const more = entries.length > shown.length;
    return { entries: shown, cursor: tail.cursor(more ? (shown.at(-1)?.seq ?? end) : end), more };
  };

  const shared = createSharedPages(tail);

  /** From memory, synchronously: the caller may rely on nothing being delivered in between. */
  const pageFromRing = (userId: Id, seq: number, limit: number): RawPage => {
    // Who polls has mostly missed nothing, and may be in a thousand rooms.
    const topics = seq === tail.position() ? [] : ring.busySince(seq, directory.topicsOf(userId));
    const since = (topic: Topic) => Math.max(seq, directory.hearsFrom(userId, topic) - 1);
    const build = () => {
      // One more than is shown, by which it is known whether more follows.
      const { entries, count } = ring.after(topics, since, limit + 1);
      return count > limits.catchUpEvents ? resetPage() : encodePage(toPage(entries, limit, tail.position()));
    };
    // Who was in these rooms already hears all of it, like everybody else who comes back from there.
    const isForAll = topics.every((topic) => since(topic) === seq);
    return isForAll ? shared(`${seq} ${limit} ${topics.join()}`, build) : build();
  };

  /** One at a time of all that a person's devices have missed takes a turn, and none while a page is being sent. */
  const pageFromTable = (userId: Id, seq: number, limit: number) =>
    turns.run(userId, () => readFromTable(userId, seq, limit));

  const readFromTable = async (userId: Id, seq: number, limit: number): Promise<RawPage> => {
    // What this node has not delivered yet will come live; a page must not run ahead of it.
    const upTo = tail.position();
    const { entries: found, head } = await readEntries(pool, {
      after: seq,
      limit: limit + 1,
      stretch: { topics: directory.topicsOf(userId), bytes: PAGE_LENGTH * BYTES_PER_CHARACTER },
    });
    if (seq < head.trimmedTo) return resetPage();
    const page = toPage(
      found.filter((entry) => entry.seq <= upTo),
      limit,
      upTo,
    );
    return encodePage({ ...page, entries: page.entries.filter((entry) => directory.hears(userId, entry)) });
  };

  const page = async (userId: Id, cursor: Cursor, limit: number = limits.eventsPerPage): Promise<RawPage> => {
    if (isAhead(cursor)) await tail.catchUp();
    if (isOutOfReach(cursor)) return resetPage();
    return ring.covers(cursor.seq) ? pageFromRing(userId, cursor.seq, limit) : pageFromTable(userId, cursor.seq, limit);
  };

  const follow: CatchUp["follow"] = async (userId, cursor, sink) => {
    const { emit, drained, join, isOpen, limit = limits.eventsPerPage } = sink;
    if (cursor === null) return join();
    if (isAhead(cursor)) await tail.catchUp();
    let seq = cursor.seq;
    while (isOpen()) {
      if (isOutOfReach({ epoch: cursor.epoch, seq })) {
        emit(resetPage());
        return join();
      }
      const fromRing = ring.covers(seq);
      const next = fromRing ? pageFromRing(userId, seq, limit) : await pageFromTable(userId, seq, limit);
      if (!isOpen()) return;
      emit(next);
      if (next.reset) return join();
      seq = next.seq;
      if (fromRing && !next.more) return join();
      await drained();
      // What is taken at once lets nobody else have their turn, and of small pages there may be twenty thousand.
      await nextTurn();
    }
  };

  return { page, follow };
}

/** How many events, from the first on, make a page; at least one. */
function countFitting(entries: readonly LogEntry[], limit: number): number {
  let [count, length] = [0, 0];
  for (const { json } of entries) {
    length += json.length;
    if (count === limit || (count > 0 && length > PAGE_LENGTH)) break;
    count += 1;
  }
  return count;
}
