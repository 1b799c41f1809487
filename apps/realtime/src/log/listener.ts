import pg from "pg";

const RECONNECT_MS = 500;
/** How often it is asked whether anybody is there, and how long an answer or a connection may take. */
const PING_MS = 10_000;
const ANSWER_MS = 5_000;

type ListenerEvents = { onPayload(payload: string): void; onConnected(): void; onError(error: unknown): void };

/**
 * A connection of its own that listens to a channel of PostgreSQL, and comes back when it breaks. It asks for an answer
 * now and then: who only listens never learns that the other side, or what lies between, has forgotten the connection.
 */
export function createListener(url: string, channel: string, { onPayload, onConnected, onError }: ListenerEvents) {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const retry = (which: pg.Client, error: unknown) => {
    // What ended before tells so again, when the next has long begun.
    if (closed || which !== client) return;
    client = null;
    clearTimeout(timer);
    onError(error);
    // With a question unanswered this drops the connection at once; without one it says good-bye.
    which.end().catch(() => undefined);
    timer = setTimeout(connect, RECONNECT_MS);
  };

  const ping = (which: pg.Client) => {
    timer = setTimeout(() => {
      which.query("SELECT 1").then(
        () => which === client && !closed && ping(which),
        (error: unknown) => retry(which, error),
      );
    }, PING_MS);
  };

  const connect = () => {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    client = next;
    next.on("error", (error) => retry(next, error));
    next.on("end", () => retry(next, new Error("The connection ended.")));
    next.on("notification", ({ payload }) => {
      if (next === client) onPayload(payload ?? "");
    });
    open(next).catch((error: unknown) => retry(next, error));
  };

  const open = async (next: pg.Client) => {
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    if (closed || next !== client) return;
    onConnected();
    ping(next);
  };

  connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
