import { type EventPage, type Hello, readCursor } from "@hiroba/protocol";
import type { Link, LinkEnd, LinkEvents, LinkStart, OpenLink } from "../transports/link.ts";
import type { TransportName } from "../view.ts";

/** A link being used: what it told, and how far it has brought the log. */
export type Session = {
  readonly transport: TransportName;
  readonly link: Link;
  /** The server has spoken. */
  isOpen(): boolean;
  /** What was missed has arrived, and the transport carries what comes; from here on it is live. */
  isLevel(): boolean;
  /** Something came, but not the whole of the first page of what was missed. */
  isStarved(): boolean;
  /** Up to where it has brought the log; null until it is open where it begins at the head. */
  position(): string | null;
  /** Ends it with a cause, as if the link had ended. */
  end(end: LinkEnd): void;
  /** Ends it without a word. */
  close(): void;
};

export type SessionEvents = {
  handleHello(hello: Hello): void;
  /** `from` is the position where the page begins. */
  handlePage(page: EventPage, from: string): void;
  handleSignal: LinkEvents["handleSignal"];
  handleBytes(session: Session): void;
  /** The session is open, then level: each once. */
  handleOpen(session: Session): void;
  handleLevel(session: Session): void;
  handleEnd(session: Session, end: LinkEnd): void;
};

export type SessionOptions = { transport: TransportName; open: OpenLink; start: LinkStart; events: SessionEvents };

/** How long a transport may be silent until the server has spoken, in milliseconds. */
const OPENING_MS = 6_000;

/**
 * How much longer than its first a long poll's second request, which waits for one second, may be silent until it is
 * answered, in milliseconds.
 */
const PROOF_MS = 3_000;

/** Opens a link and keeps account of it: every page's beginning, and the moment when nothing is missing any more. */
export function openSession({ transport, open, start, events }: SessionOptions): Session {
  let position = start.since;
  let head: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let phase: "opening" | "open" | "level" | "ended" = "opening";
  let pages = 0;
  let hasBytes = false;
  const startedAt = performance.now();
  let proofMs = PROOF_MS;

  /** Where requests that wait are swallowed, a long poll's first is answered all the same, since it does not wait. */
  const isProven = () => transport !== "long-poll" || pages > 1;

  const expire = (milliseconds: number, cause: LinkEnd["cause"]) => {
    clearTimeout(timer);
    timer = setTimeout(() => end({ cause, failure: null }), milliseconds);
  };

  const advance = (isAtEnd: boolean) => {
    if (phase === "opening") {
      phase = "open";
      proofMs += performance.now() - startedAt;
      expire(proofMs, "stalled");
      events.handleOpen(session);
    }
    if (!isProven()) return;
    clearTimeout(timer);
    if (phase !== "open" || !(isAtEnd || isReached(position, head))) return;
    phase = "level";
    events.handleLevel(session);
  };

  const close = () => {
    phase = "ended";
    clearTimeout(timer);
    link.close();
  };

  const end = (reason: LinkEnd) => {
    if (phase === "ended") return;
    close();
    events.handleEnd(session, reason);
  };

  const handlePage = (page: EventPage) => {
    if (phase === "ended") return;
    const from = position ?? page.cursor;
    position = page.cursor;
    pages += 1;
    events.handlePage(page, from);
    advance(!page.more);
  };

  const handleHello = (hello: Hello) => {
    if (phase === "ended") return;
    head = hello.cursor;
    events.handleHello(hello);
    if (position === null) {
      position = hello.cursor;
      // Where nothing is asked for nothing comes: that it begins here is told all the same.
      events.handlePage({ events: [], cursor: position, more: false }, position);
    }
    advance(false);
  };

  const handleSignal: LinkEvents["handleSignal"] = (signal) => {
    if (phase !== "ended") events.handleSignal(signal);
  };

  /** A line that is slow is not silent. */
  const handleBytes = () => {
    if (phase === "ended") return;
    hasBytes = true;
    if (phase === "opening") expire(OPENING_MS, "timedOut");
    else if (!isProven()) expire(proofMs, "stalled");
    events.handleBytes(session);
  };

  expire(OPENING_MS, "timedOut");
  const link = open(start, { handleBytes, handleHello, handlePage, handleSignal, handleEnd: end });
  const session: Session = {
    transport,
    link,
    isOpen: () => phase === "open" || phase === "level",
    isLevel: () => phase === "level",
    isStarved: () => start.since !== null && hasBytes && pages === 0,
    position: () => position,
    end,
    close,
  };
  return session;
}

/** Whether a position has come to another of the same epoch. */
export function isReached(position: string | null, head: string | null): boolean {
  const [at, goal] = [readCursor(position), readCursor(head)];
  return at !== null && goal !== null && at.epoch === goal.epoch && at.seq >= goal.seq;
}
