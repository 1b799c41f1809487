import type { CommandName, EventPage, Hello, Result, Signal } from "@hiroba/protocol";
import type { ConnectionView, TransportChoice, TransportName } from "../view.ts";

/** What a line knows of the connection; the rest of `ConnectionView` is known by who holds the state. */
export type LineView = Omit<ConnectionView, "events" | "cursor" | "resyncs">;

/** What a line tells. */
export type LineEvents = {
  handleHello(hello: Hello): void;
  /** A page that begins at the position `from`. */
  handlePage(page: EventPage, from: string): void;
  handleSignal(signal: Signal): void;
  /** `view` is another one now. */
  handleView(): void;
};

/**
 * How a device is connected: by a connection of its own, or through another tab's. Brings every event after the cursor
 * it was told at the start, in order and without a hole, however often the transport below changes.
 */
export type Line = {
  /** `remembered` is the transport that worked on the last visit. */
  start(remembered: TransportName | null): void;
  stop(): void;
  view(): LineView;
  /** Whether commands find a way now. */
  isOpen(): boolean;
  /** Grows with whatever is heard over it; another tab's looks after itself. */
  heard(): number;
  call(name: CommandName, input: unknown, timeoutMs: number): Promise<Result<unknown>>;
  /** Connects anew from the present cursor: something is missing. */
  reopen(): void;
  /** Takes the connection for one that only looks alive. */
  distrust(): void;
  /** Now rather than later: connects, or checks that the connection is alive. */
  wake(): void;
  setChoice(choice: TransportChoice): void;
  setActive(active: boolean): void;
};
