import { setTimeout as pause } from "node:timers/promises";
import { formatCursor, newId } from "@hiroba/protocol";
import type { Pool } from "pg";
import { createAppender } from "../log/append.ts";
import { encodePage } from "../log/page.ts";
import type { NodeParts } from "../server.ts";
import { type HandleCommit, handleCommits, toPoolOfClients } from "./commits.ts";

/*
 * Nodes that break one rule each, for the tests of the tests: whoever judges a story must notice (negative controls).
 */

/** How long the commit of a hasty group is still to come. */
const HASTE_MS = 400;

const commitLater: HandleCommit = (commit) => ({ told: Promise.resolve(), done: pause(HASTE_MS).then(commit) });

/** Acknowledges a group and lets others hear of it before it is committed (against L3). */
const acknowledgesEarly: Partial<NodeParts> = {
  createAppender: (options) => createAppender({ ...options, pool: handleCommits(options.pool, commitLater) }),
};

/** Takes every attempt for a new message, whatever id its author chose (against L4). */
const forgetsIds: Partial<NodeParts> = {
  createAppender: (options) => {
    const appender = createAppender(options);
    return {
      ...appender,
      submit: (writer, actorId, input) => appender.submit(writer, actorId, { ...input, id: newId() }),
    };
  },
};

/** Does not look whether it has an id already (against L4); the database still does, until a test takes that away. */
const looksForNoIds: Partial<NodeParts> = {
  createAppender: (options) => createAppender({ ...options, pool: toForgetfulPool(options.pool) }),
};

/** A pool that finds no messages by their ids. */
function toForgetfulPool(pool: Pool): Pool {
  return toPoolOfClients(pool, (client) => ({
    query: (statement: unknown, values?: unknown[]) => {
      const { text } = statement as { text?: string };
      if (text?.includes("SELECT id, room_id FROM message")) return Promise.resolve({ rows: [] });
      return client.query(statement as string, values);
    },
  }));
}

/**
 * Takes what it says one at a time from a sequence of the test's instead of from behind the head's lock (against L1), as a
 * `bigserial` column would.
 */
const ordersBySequence: Partial<NodeParts> = {
  createAppender: (options) => createAppender({ ...options, pool: toSequencedPool(options.pool) }),
};

function toSequencedPool(pool: Pool): Pool {
  const toStatement = (statement: unknown) =>
    statement === "BEGIN; SELECT seq FROM log_head WHERE id = 1 FOR UPDATE"
      ? "BEGIN; SELECT nextval('line') - 1 AS seq"
      : statement;
  return toPoolOfClients(pool, (client) => ({
    query: (statement: unknown, values?: unknown[]) => client.query(toStatement(statement) as string, values),
  }));
}

/** Brings a device to the present without what it missed (against L7). */
const skipsMissed: Partial<NodeParts> = {
  createCatchUp: ({ tail }) => {
    const toPage = () => {
      const cursor = formatCursor({ epoch: tail.epoch(), seq: tail.position() });
      return encodePage({ entries: [], cursor, more: false });
    };
    return {
      page: async () => toPage(),
      follow: async (_userId, _cursor, { emit, join }) => {
        emit(toPage());
        join();
      },
    };
  },
};

export const faults = { acknowledgesEarly, forgetsIds, looksForNoIds, ordersBySequence, skipsMissed };
export type Fault = keyof typeof faults;
