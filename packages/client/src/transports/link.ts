import type { CommandName, EventPage, Failure, Hello, Result, Signal } from "@hiroba/protocol";
import { isSilence } from "../failures.ts";
import type { TransportReason } from "../view.ts";

/** Bytes of payload and requests, as they add up. */
export type Traffic = { bytesIn: number; bytesOut: number; requests: number };

/** How a link ended, and the server's refusal where it gave one. */
export type LinkEnd = {
  cause: Extract<TransportReason, "failed" | "timedOut" | "stalled" | "dropped">;
  failure: Failure | null;
};

/** How a link ended whose request failed, or was ended by the other side. */
export function toEnd(error: Failure | null, wasOpen: boolean): LinkEnd {
  if (error && !isSilence(error)) return { cause: "failed", failure: error };
  if (error?.details.reason === "timeout") return { cause: wasOpen ? "stalled" : "timedOut", failure: null };
  return { cause: wasOpen ? "dropped" : "failed", failure: null };
}

/** What a link tells. After `end`, or after it was closed, nothing more. */
export type LinkEvents = {
  /** Bytes came by what carries events, where that can be seen: of a page, a part of it. */
  handleBytes(): void;
  handleHello(hello: Hello): void;
  handlePage(page: EventPage): void;
  handleSignal(signal: Signal): void;
  handleEnd(end: LinkEnd): void;
};

/** One connection over one transport, used once. */
export type Link = {
  /** Runs a command; never rejects. */
  call(name: CommandName, input: unknown, timeoutMs: number): Promise<Result<unknown>>;
  close(): void;
};

/** Where a link begins: after the cursor `since`, or at the head of the log. `limit` is of events in one page. */
export type LinkStart = { since: string | null; limit: number | null };

/**
 * Opens a link that brings every event from its start on, in order and without a hole. This is the seam between the ladder
 * and the transports.
 */
export type OpenLink = (start: LinkStart, events: LinkEvents) => Link;

/**
 * After this much silence a link counts as dead, in milliseconds. Servers send something every 15 seconds; a connection
 * that only looks alive is to be found within 25.
 */
export const SILENCE_MS = 24_000;
