import type { Logger } from "pino";
import { createClient } from "redis";
import type { Bus } from "./signals.ts";

const CHANNEL = "hiroba:signal";

/** A bus over Redis or Valkey, which takes the traffic of signals off PostgreSQL. */
export function createRedisBus({ url, logger }: { url: string; logger: Logger }, onText: (text: string) => void): Bus {
  const publisher = createClient({ url, disableOfflineQueue: true });
  const subscriber = createClient({ url });
  for (const client of [publisher, subscriber]) {
    // The client connects again by itself; without a listener an error would end the process.
    client.on("error", (error: unknown) => logger.warn({ err: error }, "Redis does not answer; signals stay local."));
    client.connect().catch(() => undefined);
  }
  // Waits for the connection, and is renewed by the client after each new one.
  subscriber.subscribe(CHANNEL, onText).catch(() => undefined);
  return {
    publish: (text) => void publisher.publish(CHANNEL, text).catch(() => undefined),
    close: async () => {
      publisher.destroy();
      subscriber.destroy();
    },
  };
}
