import type { ErrorCode, Id, Presence, State } from "@hiroba/protocol";
import type { OutboxItem } from "./outbox/outbox-item.ts";

/**
 * The ladder, best first: Socket.IO over WebSocket, Socket.IO over HTTP polling, then plain HTTP: a stream of
 * server-sent events, long polling, and short polling, which goes through anything.
 */
export const transportNames = ["websocket", "polling", "sse", "long-poll", "poll"] as const;
export type TransportName = (typeof transportNames)[number];

/** One transport by name, or the best that works here. */
export type TransportChoice = TransportName | "auto";

/**
 * Why this transport and not a better one: it is the `best`; it was `forced` by hand; it is `remembered` from last time
 * (better ones are tried in the background); or a better one `failed` to open, `timedOut` while opening, `stalled` (went
 * silent), or `dropped` soon after opening. `none` while there is no transport.
 */
export type TransportReason = "none" | "best" | "forced" | "remembered" | "failed" | "timedOut" | "stalled" | "dropped";

/**
 * `offline`: no connection, the next attempt is at `retryAt`. `connecting`: an attempt is under way. `catchingUp`:
 * connected, what was missed is arriving. `live`: everything is here. `signedOut` and `outdated` are final until
 * `reconnect` or `start`: the server asks for a sign-in, or for a newer version of this program.
 */
export type ConnectionStatus = "offline" | "connecting" | "catchingUp" | "live" | "signedOut" | "outdated";

/** What the connection panel shows. Counters run from `start`. */
export type ConnectionView = {
  status: ConnectionStatus;
  /** The transport in use, null while there is none. */
  transport: TransportName | null;
  choice: TransportChoice;
  reason: TransportReason;
  /** From sending the last answered command to its answer, in milliseconds. */
  roundTripMs: number | null;
  /** Events applied. */
  events: number;
  /** Payload bytes received: bodies and frames as the transport hands them over, without headers. */
  bytesIn: number;
  /** Payload bytes sent. */
  bytesOut: number;
  /** HTTP requests made, a WebSocket counting as one. */
  requests: number;
  cursor: string | null;
  /** Connections opened after the first. */
  reconnects: number;
  /** Snapshots taken because the server said `reset`. */
  resyncs: number;
  /** The last refusal of a connection by the server, null once one is live again. */
  lastError: ErrorCode | null;
  /** When the next attempt is made, in Unix milliseconds; null when none is planned. */
  retryAt: number | null;
};

/** Everything a screen shows, immutable: a part that did not change keeps its identity from one view to the next. */
export type ClientView = {
  /** Null until the device store or the server has answered for the first time. */
  state: State | null;
  /** What this person did that the log does not show yet, oldest first. */
  outbox: readonly OutboxItem[];
  connection: ConnectionView;
  /** Who is there; people who are not in it are offline. */
  presence: Readonly<Record<Id, Presence>>;
  /** Who is typing, by room and person, with the end of it in Unix milliseconds. Oneself is left out. */
  typing: Readonly<Record<Id, Readonly<Record<Id, number>>>>;
  /** Whose device this is; null until known. */
  userId: Id | null;
};
