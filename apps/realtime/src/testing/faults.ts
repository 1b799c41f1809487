import { formatCursor, newId } from "@hiroba/protocol";
import type { Pool, PoolClient } from "pg";
import { createAppender } from "../log/append.ts";
import { encodePage } from "../log/page.ts";
import type { NodeParts } from "../server.ts";

/*
 * Nodes that break one rule each, for the tests of the tests: whoever judges a story must notice (negative controls).
 */

/** Acknowledges a group and lets others hear of it before it is committed (against L3). */
const acknowledgesEarly: Partial<NodeParts> = {
  createAppender: (options) => createAppender({ ...options, pool: toHastyPool(options.pool) }),
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

export const faults = { acknowledgesEarly, forgetsIds, skipsMissed };
export type Fault = keyof typeof faults;

/** How long the commit of a hasty group is still to come. */
const HASTE_MS = 400;

/** A pool whose clients say that they have committed, and do so later. */
function toHastyPool(pool: Pool): Pool {
  const connect = async (): Promise<PoolClient> => toHasty(await pool.connect());
  return new Proxy(pool, { get: (target, name) => (name === "connect" ? connect : Reflect.get(target, name)) });
}

function toHasty(client: PoolClient): PoolClient {
  let committing: Promise<unknown> = Promise.resolve();
  const commitLater = () => {
    committing = new Promise((resolve) => setTimeout(resolve, HASTE_MS)).then(() => client.query("COMMIT"));
  };
  const overrides: Record<string | symbol, unknown> = {
    query: async (text: unknown, values?: unknown[]) =>
      text === "COMMIT" ? commitLater() : client.query(text as string, values),
    release: (broken?: boolean) =>
      void committing.then(
        () => client.release(broken),
        () => client.release(true),
      ),
  };
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = overrides[name] ?? Reflect.get(target, name);
      return typeof value === "function" && !(name in overrides) ? value.bind(target) : value;
    },
  });
}
