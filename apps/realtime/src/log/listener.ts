import type { Connections } from "@hiroba/prisma/client";
import type { Client } from "pg";

/** After this, and again and again after this, another connection is tried: one begun on a silent line leads nowhere. */
const RECONNECT_MS = 500;
/** How often it is asked whether anybody is there, and how long an answer may take. */
const PING_MS = 2_000;
const ANSWER_MS = 3_000;

export type ListenerOptions = { connections: Connections; url: string; channel: string };
type ListenerEvents = { onPayload(payload: string): void; onConnected(): void; onError(error: unknown): void };

/**
 * A connection of its own that listens to a channel of PostgreSQL, and comes back when it breaks. It asks for an answer
 * now and then: who only listens never learns that the other side, or what lies between, has forgotten the connection.
 * Then most likely it has forgotten the node's others too. As soon as a new one gets through, those that have heard
 * nothing since the question are broken, so that nobody waits for their answers or asks on them.
 *
 *                 connected                    late, broken
 *     connecting ──────────► listening ◄──► asking ──────────► connecting
 *                                    answered
 */
export function createListener({ connections, url, channel }: ListenerOptions, events: ListenerEvents) {
  const { onPayload, onConnected, onError } = events;
  /** All that are open or being opened; the one that listens is `client`. */
  const open = new Set<Client>();
  let client: Client | null = null;
  let breakSilent: ReturnType<Connections["mark"]> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const drop = (which: Client) => {
    open.delete(which);
    // With a question unanswered this drops the connection at once; without one it says good-bye.
    return which.end().catch(() => undefined);
  };

  const fail = (which: Client, error: unknown) => {
    // What ended before tells so again, when the next has long begun.
    if (closed || !open.has(which)) return;
    void drop(which);
    onError(error);
    if (which !== client) return;
    client = null;
    clearTimeout(timer);
    timer = setTimeout(connect, RECONNECT_MS);
  };

  const ping = (which: Client) => {
    timer = setTimeout(() => {
      const marked = connections.mark();
      timer = setTimeout(() => {
        breakSilent = marked;
        fail(which, new Error("PostgreSQL did not answer."));
      }, ANSWER_MS);
      which.query("SELECT 1").then(
        () => {
          if (closed || which !== client) return;
          clearTimeout(timer);
          ping(which);
        },
        (error: unknown) => fail(which, error),
      );
    }, PING_MS);
  };

  const connect = () => {
    timer = setTimeout(connect, RECONNECT_MS);
    const begunAt = performance.now();
    const next = new connections.Client({ connectionString: url, keepAlive: true });
    open.add(next);
    next.on("error", (error) => fail(next, error));
    next.on("end", () => fail(next, new Error("The connection ended.")));
    next.on("notification", ({ payload }) => {
      if (next === client) onPayload(payload ?? "");
    });
    listen(next).then(
      () => take(next, begunAt),
      (error: unknown) => fail(next, error),
    );
  };

  const listen = async (next: Client) => {
    await next.connect();
    await next.query(`LISTEN ${channel}`);
  };

  const take = (next: Client, begunAt: number) => {
    if (closed || client !== null) return void drop(next);
    client = next;
    clearTimeout(timer);
    breakSilent?.(begunAt);
    breakSilent = null;
    onConnected();
    ping(next);
  };

  connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await Promise.all([...open].map(drop));
    },
  };
}
