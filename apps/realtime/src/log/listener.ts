import pg from "pg";

const RECONNECT_MS = 500;

type ListenerEvents = { onPayload(payload: string): void; onConnected(): void; onError(error: unknown): void };

/** A connection of its own that listens to a channel of PostgreSQL, and comes back when it breaks. */
export function createListener(url: string, channel: string, { onPayload, onConnected, onError }: ListenerEvents) {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const retry = (error: unknown) => {
    if (closed || timer) return;
    onError(error);
    client?.end().catch(() => undefined);
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, RECONNECT_MS);
  };

  const connect = async () => {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    client = next;
    next.on("error", retry);
    next.on("end", () => retry(new Error("The connection ended.")));
    next.on("notification", ({ payload }) => onPayload(payload ?? ""));
    try {
      await next.connect();
      await next.query(`LISTEN ${channel}`);
      onConnected();
    } catch (error) {
      retry(error);
    }
  };

  void connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
