import type { Connections } from "@hiroba/prisma/client";
import { type Envelope, formatCursor, type Id } from "@hiroba/protocol";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { toQuery } from "../query.ts";
import { type LogEntry, type OpenEntry, toEntry, toEnvelope } from "./entry.ts";
import { LOG_CHANNEL } from "./group.ts";
import { ensureLogHead, type LogHead, missingLogHead, readHead } from "./head.ts";
import { createListener } from "./listener.ts";

/**
 * The log's reading end. Promises: every event reaches `deliver` exactly once and strictly in seq order (L6), whether
 * this node wrote it or another did, and whether or not a notification arrived.
 * Relies on: seqs being gapless in commit order (L1), so a missing next seq means "read the table", never "skip".
 * Sources: this node's own commits, from memory; LISTEN, which says that another node has written; a slow poll for
 * notifications that were lost; all of them only say how far the log has come.
 */
export type Tail = {
  /** The seq of the newest event delivered. */
  position(): number;
  epoch(): string;
  /** A position as devices keep it (L7): that of a seq, or where this node stands. */
  cursor(seq?: number): string;
  /** Events up to this seq are trimmed away (L9). */
  trimmedTo(): number;
  /** A group of this node begins: what others announce meanwhile is read together with it. */
  expect(): void;
  /** Takes what this node has just committed; resolves when it is delivered, and before it what others wrote. */
  accept(entries: readonly OpenEntry[]): Promise<void>;
  /** Reads on from the table until the head as it is now is delivered. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
};

export type TailOptions = {
  pool: Pool;
  connections: Connections;
  url: string;
  logger: Logger;
  nodeId: Id;
  head: LogHead;
  deliver(entries: readonly OpenEntry[]): void;
  /** The database was restored from a backup while this node ran, or this node slept too long: what it holds is void. */
  onNewEpoch(): void;
};

const PAGE = 1_000;
/** How long a lost notification can hide an event, and so a revocation (L15: within a second). */
const POLL_MS = 700;

/** Starts to follow the log from `head`. */
export function createTail(options: TailOptions): Tail {
  const { pool, connections, url, logger, nodeId, deliver, onNewEpoch } = options;
  const { epoch } = options.head;
  let position = options.head.seq;
  let trimmedTo = options.head.trimmedTo;
  /** How far others have said that the log has come. */
  let announced = position;
  let isExpecting = false;
  let isFollowing = false;
  let reading: Promise<void> | null = null;
  let again = false;
  let recognising: Promise<void> | null = null;

  const advance = (entries: readonly OpenEntry[]) => {
    const fresh = entries.filter((entry) => entry.seq > position);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (!first || !last) return;
    // Devices would never learn of what is skipped here, so a hole is an error, wherever it came from.
    if (first.seq !== position + 1) throw new Error(`The log goes on at ${first.seq} after ${position}.`);
    position = last.seq;
    deliver(fresh);
  };

  /** Whether a head of the log continues what this node has delivered. */
  const isOfThisHistory = (head: Omit<LogHead, "seq">) => {
    trimmedTo = head.trimmedTo;
    return head.epoch === epoch && trimmedTo <= position;
  };

  const readUpTo = async (seq: number) => {
    while (position < seq) {
      const { entries, head } = await readEntries(pool, { after: position, limit: Math.min(PAGE, seq - position) });
      if (!isOfThisHistory(head)) return onNewEpoch();
      if (entries.length === 0) return;
      advance(entries.map((entry) => ({ ...entry, envelope: toEnvelope(entry) })));
    }
  };

  const readAll = async () => {
    try {
      await readOn();
    } finally {
      // Here and not in a later turn: who asks once the last look is taken must get a look of their own.
      reading = null;
    }
  };

  const readOn = async () => {
    do {
      again = false;
      // This node's own commits may be delivered while the head is being read.
      const before = position;
      const head = await readHead(pool);
      if (!isOfThisHistory(head) || head.seq < before) return onNewEpoch();
      await readUpTo(head.seq);
    } while (again);
  };

  const catchUp = () => {
    // A group that hangs hides what others write no longer than until somebody asks, or the poll does.
    isExpecting = false;
    if (reading !== null) again = true;
    reading ??= readAll();
    return reading;
  };

  const warn = (error: unknown) => logger.warn({ err: error }, "The log could not be read; trying again.");
  const wake = () => void catchUp().catch(warn);

  /** Reads what others have announced, unless a group of this node is about to do so. */
  const follow = async (): Promise<void> => {
    if (isFollowing || isExpecting || announced <= position) return;
    isFollowing = true;
    const before = position;
    await readUpTo(announced).catch(warn);
    isFollowing = false;
    // More may have been announced meanwhile. Where nothing came of it, the poll asks again.
    if (position > before) await follow();
  };

  const listener = createListener(
    { connections, url, channel: LOG_CHANNEL },
    {
      onPayload: (payload) => {
        const [node, seq] = payload.split(":");
        if (node === nodeId) return;
        announced = Math.max(announced, Number(seq));
        void follow();
      },
      // What is listened to anew may be another database than before.
      onConnected: () => {
        recognising = ensureLogHead(pool).then(catchUp).catch(warn);
      },
      onError: (error) => logger.warn({ err: error }, "Listening for other nodes was interrupted."),
    },
  );
  const poll = setInterval(wake, POLL_MS);

  return {
    position: () => position,
    epoch: () => epoch,
    cursor: (seq = position) => formatCursor({ epoch, seq }),
    trimmedTo: () => trimmedTo,
    expect: () => {
      isExpecting = true;
    },
    accept: async (entries) => {
      const [first] = entries;
      if (first) {
        // What others wrote in between has lower seqs and is therefore committed: the table has it. Both leave in one
        // turn of the event loop, so that a device gets them in one write.
        await readUpTo(first.seq - 1);
        advance(entries);
      }
      isExpecting = false;
      void follow();
    },
    catchUp,
    close: async () => {
      clearInterval(poll);
      await listener.close();
      await recognising;
      await reading?.catch(() => undefined);
    },
  };
}

type EventColumns = { seq: string; topic: Envelope["topic"]; at: string; actor_id: Id | null; body: string };
/** Without events there is still the row that tells of the head. */
type EventRow = { epoch: string; trimmed_to: string } & (EventColumns | Record<keyof EventColumns, null>);

/** Some of the log: the events of these topics, of which the last but one begins within so many bytes. */
type Stretch = { topics: readonly string[]; bytes: number };

/**
 * The next events after a seq, of all topics or of a stretch, oldest first, and how far the log was trimmed at that same
 * moment: where that is past `after`, what is answered has a hole before it (L9).
 */
export async function readEntries(
  pool: Pool,
  { after, limit, stretch }: { after: number; limit: number; stretch?: Stretch },
): Promise<{ entries: LogEntry[]; head: Omit<LogHead, "seq"> }> {
  const rows = await toQuery(pool)<EventRow>(
    `SELECT h.epoch, h.trimmed_to, e.* FROM log_head h
     LEFT JOIN LATERAL (${stretch ? stretchOfEvents : nextEvents}) e ON true
     WHERE h.id = 1 ORDER BY e.seq`,
    stretch ? [after, limit, stretch.topics, stretch.bytes] : [after, limit],
  );
  const [head] = rows;
  if (!head) throw missingLogHead();
  return { entries: rows.flatMap(readRow), head: { epoch: head.epoch, trimmedTo: Number(head.trimmed_to) } };
}

const nextEvents = `SELECT seq, topic, at, actor_id, body::text AS body FROM event WHERE seq > $1 ORDER BY seq LIMIT $2`;

/**
 * What is not sent is not read into this node's memory either: a thousand events may be forty megabytes. The first may be
 * longer than all that was asked for, and is still followed by one more, by which it is known that there is more.
 */
const stretchOfEvents = `SELECT seq, topic, at, actor_id, body::text AS body FROM (
    SELECT *, sum(octet_length(body::text)) OVER (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS before
    FROM (SELECT seq, topic, at, actor_id, body FROM event WHERE seq > $1 AND topic = ANY($3) ORDER BY seq LIMIT $2) next
  ) sized WHERE before IS NULL OR before <= $4`;

function readRow(row: EventRow): LogEntry[] {
  if (row.seq === null) return [];
  const { seq, topic, at, actor_id, body } = row;
  return [toEntry({ seq: Number(seq), topic, at, actorId: actor_id }, body)];
}
