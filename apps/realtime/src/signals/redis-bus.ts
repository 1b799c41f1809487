import type { Logger } from "pino";
import { createClient } from "redis";
import type { Bus } from "./signals.ts";

const CHANNEL = "hiroba:signal";
/** Redis is asked so often whether it is there; a connection that carries nothing for longer is replaced. */
const PING_MS = 5_000;
const SILENT_MS = 12_000;
/** Signals that Redis does not take in time, or that are more than this, are lost (L12): none wait in memory for it. */
const PATIENCE_MS = 1_000;
const MOST_WAITING = 1_000;

/**
 * A bus over Redis or Valkey, which takes the traffic of signals off PostgreSQL. Promises that a Redis that is away, hangs
 * or is beyond a line that has fallen silent costs signals alone, and that they go on soon after it is back.
 */
export function createRedisBus({ url, logger }: { url: string; logger: Logger }, onText: (text: string) => void): Bus {
  // Without a strategy of ours the client gives up for good after a silence.
  const socket = { socketTimeout: SILENT_MS, reconnectStrategy: toPauseMs };
  const heeding = { url, pingInterval: PING_MS, socket };
  const publisher = createClient({ ...heeding, disableOfflineQueue: true, commandsQueueMaxLength: MOST_WAITING });
  const subscriber = createClient(heeding);
  for (const client of [publisher, subscriber]) {
    // The client connects again by itself; without a listener an error would end the process.
    client.on("error", (error: unknown) => logger.warn({ err: error }, "Redis does not answer; signals stay local."));
    client.connect().catch(() => undefined);
  }
  // Waits for the connection, and is renewed by the client after each new one.
  subscriber.subscribe(CHANNEL, onText).catch(() => undefined);
  let [waiting, askedAt] = [0, 0];
  const publish = async (text: string) => {
    if (waiting === 0) askedAt = performance.now();
    // A socket that is still written to does not count as silent, and would never be replaced.
    if (performance.now() - askedAt > PATIENCE_MS) return;
    waiting += 1;
    await publisher.publish(CHANNEL, text).catch(() => undefined);
    waiting -= 1;
    askedAt = performance.now();
  };
  return {
    publish: (text) => void publish(text),
    close: async () => {
      publisher.destroy();
      subscriber.destroy();
    },
  };
}

/** Before connecting again; all nodes lose their Redis in the same moment. */
function toPauseMs(retries: number): number {
  return Math.min(50 * 2 ** retries, 2_000) * (0.75 + Math.random() / 2);
}
