import { setTimeout as pause } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { createAppender } from "../log/append.ts";
import type { NodeParts } from "../server.ts";
import type { Chance } from "./randomness.ts";

/** What becomes of a COMMIT: when the writer is told that it is done, and when it is. */
export type HandleCommit = (commit: () => Promise<unknown>) => { told: Promise<unknown>; done: Promise<unknown> };

/** A pool whose clients commit in another way than at once. */
export function handleCommits(pool: Pool, handle: HandleCommit): Pool {
  return toPoolOfClients(pool, (client) => {
    let committing: Promise<unknown> = Promise.resolve();
    const commit = () => {
      const { told, done } = handle(() => client.query("COMMIT"));
      committing = done;
      return told;
    };
    return {
      query: async (text: unknown, values?: unknown[]) =>
        text === "COMMIT" ? commit() : client.query(text as string, values),
      release: (broken?: boolean) =>
        void committing.then(
          () => client.release(broken),
          () => client.release(true),
        ),
    };
  });
}

/** A pool whose clients do some things in another way. */
export function toPoolOfClients(pool: Pool, change: (client: PoolClient) => Record<string, unknown>): Pool {
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    return override(client, change(client));
  };
  return override(pool, { connect });
}

function override<Target extends object>(target: Target, changes: Record<string | symbol, unknown>): Target {
  return new Proxy(target, {
    get: (_, name) => {
      const value: unknown = changes[name] ?? Reflect.get(target, name);
      return typeof value === "function" && !(name in changes) ? value.bind(target) : value;
    },
  });
}

/** A node that takes up to so long for each commit, by chance, as on a busy disk, and keeps every rule. */
export function commitsLate(milliseconds: number, chance: Chance): Partial<NodeParts> {
  const handle: HandleCommit = (commit) => {
    const done = pause(chance.share() * milliseconds).then(commit);
    return { told: done, done };
  };
  return { createAppender: (options) => createAppender({ ...options, pool: handleCommits(options.pool, handle) }) };
}
