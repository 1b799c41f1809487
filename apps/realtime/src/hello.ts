import { type Hello, limits, PROTOCOL_VERSION } from "@hiroba/protocol";
import type { App, Caller } from "./context.ts";

/** What a connection hears first. */
export function toHello({ tail, signals }: App, caller: Caller): Hello {
  return {
    userId: caller.userId,
    sessionId: caller.sessionId,
    cursor: tail.cursor(),
    protocol: PROTOCOL_VERSION,
    limits,
    presence: signals.presence(caller.userId),
  };
}
