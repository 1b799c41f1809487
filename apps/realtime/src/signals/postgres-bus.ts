import type { Database } from "@hiroba/prisma/client";
import type { Logger } from "pino";
import { createListener } from "../log/listener.ts";
import type { Bus } from "./signals.ts";

const CHANNEL = "hiroba_signal";
/**
 * PostgreSQL takes less than 8000 bytes of payload, and a character is up to three; longer texts go in parts, put together
 * again by the receiver. All parts go in one statement: one that is lost alone would leave the others waiting for it.
 */
const PART = 2_000;

export type PostgresBusOptions = Pick<Database, "pool" | "connections"> & { url: string; logger: Logger };

/** A bus over NOTIFY. */
export function createPostgresBus(
  { pool, connections, url, logger }: PostgresBusOptions,
  onText: (text: string) => void,
): Bus {
  const parts = new Map<string, string[]>();
  const onPayload = (payload: string) => {
    const [id = "", index = "", total = "", ...rest] = payload.split("|");
    const text = rest.join("|");
    if (total === "1") return onText(text);
    const held = parts.get(id) ?? [];
    held[Number(index)] = text;
    parts.set(id, held);
    if (held.filter((part) => part !== undefined).length < Number(total)) return;
    parts.delete(id);
    onText(held.join(""));
  };
  const listener = createListener(
    { connections, url, channel: CHANNEL },
    {
      onPayload,
      onConnected: () => parts.clear(),
      onError: (error) => logger.warn({ err: error }, "Listening for signals was interrupted."),
    },
  );
  let count = 0;
  return {
    publish: (text) => {
      const id = `${process.pid}-${count++}`;
      const total = Math.max(1, Math.ceil(text.length / PART));
      const payloads = Array.from(
        { length: total },
        (_, index) => `${id}|${index}|${total}|${text.slice(index * PART, (index + 1) * PART)}`,
      );
      // A signal that cannot be passed on is lost, as signals may be.
      pool
        .query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", [CHANNEL, payloads])
        .catch(() => undefined);
    },
    close: () => listener.close(),
  };
}
