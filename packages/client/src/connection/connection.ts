import type { CommandName, Failure, Result } from "@hiroba/protocol";
import type { LinkEnd, OpenLink, Traffic } from "../transports/link.ts";
import type { ConnectionStatus, TransportChoice, TransportName } from "../view.ts";
import { createClimb } from "./climb.ts";
import { createHeartbeat } from "./heartbeat.ts";
import {
  afterCalm,
  afterChange,
  afterClimb,
  afterFailure,
  afterStandIn,
  createLadder,
  type Ladder,
  transportOf,
} from "./ladder.ts";
import type { Line, LineEvents } from "./line.ts";
import { createRetry } from "./retry.ts";
import { openSession, type Session, type SessionEvents } from "./session.ts";

export type ConnectionOptions = {
  transports: Record<TransportName, OpenLink>;
  choice: TransportChoice;
  /** The cursor to go on from; null where nothing is held. */
  since(): string | null;
  /** Runs a command without a connection. */
  callDirectly(name: CommandName, input: unknown, timeoutMs: number): Promise<Result<unknown>>;
  /** Whether the server answers at all: tells a blocked transport from an outage. */
  isReachable(): Promise<boolean>;
  traffic(): Traffic;
  /** A transport works here. */
  handleProven(transport: TransportName): void;
};

/** A session that lasts this long has shown that its transport works here, in milliseconds. */
const CALM_MS = 30_000;
/**
 * Who was in and is refused asks once more, after this long, in milliseconds: a browser whose session was just exchanged
 * for a new one, as with a new password, may have asked before the new cookie was there.
 */
const RECONSIDER_MS = 1_000;

/**
 * Of what a whole page would hold, a line of a kilobyte a second carries some forty events until the server finds that it
 * has not answered for too long.
 */
const SMALL_PAGE = 32;
const toSmaller = (limit: number | null) => (limit === null ? SMALL_PAGE : Math.max(1, Math.floor(limit / 4)));

/*
 * The life of a connection.
 *
 *                 attempt               open                level
 *     offline ──────────────► connecting ──────► catchingUp ──────► live
 *      ▲  ▲                    │   │                  │               │
 *      │  ╰─ fail, and stop ───┼───┼──────────────────┴───────────────╯
 *      ╰─────────────── fail ──╯   ├─ not signed in ──► signedOut
 *                                  ╰─ not understood ─► outdated
 *
 * Offline an attempt is planned, unless it was stopped. The last two are final until somebody wakes it. An attempt may
 * begin from anywhere: it ends what was under way. What a climb finds leads to live at once; what stands in for an
 * attempt opens in its place.
 */

/**
 * A device's own connection. Promises: while started there is always a session, an attempt, or a planned attempt; the
 * ladder decides over which transport; a better one takes over only once it is level, while the old one still delivers;
 * and what stands in for an attempt takes over when it is open first. Overlap is harmless, since the replica drops what
 * it knows.
 */
export function createConnection(options: ConnectionOptions, events: LineEvents): Line {
  let ladder: Ladder = createLadder(options.choice, null);
  let status: ConnectionStatus = "offline";
  let session: Session | null = null;
  let opened = 0;
  /** Whether it was in since it was last refused. */
  let wasIn = false;
  let lastError: Failure | null = null;
  let heard = 0;
  let pageLimit: number | null = null;
  let calmTimer: ReturnType<typeof setTimeout> | undefined;

  const setStatus = (next: ConnectionStatus) => {
    status = next;
    events.handleView();
  };

  const isFinal = () => status === "signedOut" || status === "outdated";

  const sessionEvents: SessionEvents = {
    handleHello: events.handleHello,
    handlePage: events.handlePage,
    handleSignal: events.handleSignal,
    handleBytes: (which) => {
      if (which === session) heard += 1;
    },
    handleOpen: (which) => {
      if (which === session) climb.stop();
      else if (session?.isOpen()) return;
      else overtake(which);
      opened += 1;
      wasIn = true;
      heartbeat.start();
      setStatus("catchingUp");
    },
    handleLevel: (which) => {
      if (which === session) settle();
      else climb.settle();
    },
    handleEnd: (which, end) => {
      if (which.isStarved()) pageLimit = toSmaller(pageLimit);
      if (which === session) void fail(end);
      else if (session?.isOpen()) climb.leave(which);
      // What the server refuses to a stand-in it would refuse to the attempt.
      else if (end.failure) void fail(end);
      else climb.stop();
    },
  };

  /** Beside another session it begins where that one stands. */
  const open = (transport: TransportName) =>
    openSession({
      transport,
      open: options.transports[transport],
      start: { since: session?.position() ?? options.since(), limit: pageLimit },
      events: sessionEvents,
    });

  const attempt = () => {
    leave();
    setStatus("connecting");
    session = open(transportOf(ladder));
    climb.planStandIn();
  };

  /** A stand-in is open before the attempt. */
  const overtake = (standIn: Session) => {
    const overtaken = session;
    session = standIn;
    ladder = afterStandIn(ladder);
    if (overtaken) climb.goOn(overtaken);
  };

  /** Ends whatever is under way. */
  const leave = () => {
    retry.cancel();
    clearTimeout(calmTimer);
    climb.stop();
    heartbeat.stop();
    session?.close();
    session = null;
  };

  /** The session has caught up. */
  const settle = () => {
    retry.forgiveAllButOne();
    lastError = null;
    pageLimit = null;
    options.handleProven(transportOf(ladder));
    setStatus("live");
    clearTimeout(calmTimer);
    calmTimer = setTimeout(() => {
      ladder = afterCalm(ladder);
      retry.forgive();
    }, CALM_MS);
    climb.plan();
  };

  const fail = async (end: LinkEnd) => {
    const { failure, cause } = end;
    const failed = transportOf(ladder);
    leave();
    retry.countFailure();
    lastError = failure;
    if (failure?.code === "PROTOCOL_OUTDATED") return setStatus("outdated");
    if (failure?.code === "UNAUTHENTICATED") {
      if (!wasIn) return setStatus("signedOut");
      wasIn = false;
      retry.plan(RECONSIDER_MS);
    } else retry.planAfter(failure);
    setStatus("offline");
    // A refusal shows that the transport works. Without one, either the transport is at fault or nothing is reachable.
    const isAtFault = failure === null && (await options.isReachable());
    if (!isAtFault || failed !== transportOf(ladder) || session?.isOpen()) return;
    ladder = afterFailure(ladder, cause);
    if (session?.transport === failed && failed !== transportOf(ladder)) attempt();
  };

  const retry = createRetry(attempt);

  const climb = createClimb({
    ladder: () => ladder,
    setLadder: (next) => {
      ladder = next;
    },
    open,
    handleFound: (found) => {
      const former = session;
      session = found;
      opened += 1;
      ladder = afterClimb(ladder, found.transport);
      settle();
      // First the new heartbeat: the old one's unanswered call is no sign against the new session.
      heartbeat.start();
      former?.close();
    },
  });

  const heartbeat = createHeartbeat({
    call: (name, input, timeoutMs) => line.call(name, input, timeoutMs),
    heard: () => heard,
    handleView: events.handleView,
    handleSilence: () => line.distrust(),
  });

  const line: Line = {
    start: (remembered) => {
      if (session) return;
      if (opened === 0) ladder = createLadder(ladder.choice, remembered);
      attempt();
    },
    stop: () => {
      leave();
      setStatus("offline");
    },
    view: () => ({
      ...options.traffic(),
      status,
      transport: session?.isOpen() ? session.transport : null,
      choice: ladder.choice,
      reason: session?.isOpen() ? ladder.reason : "none",
      roundTripMs: heartbeat.roundTripMs(),
      reconnects: Math.max(0, opened - 1),
      lastError: lastError?.code ?? null,
      retryAt: retry.plannedFor(),
    }),
    isOpen: () => session?.isOpen() ?? false,
    heard: () => heard,
    call: (name, input, timeoutMs) =>
      session?.isOpen()
        ? heartbeat.follow(session.link.call(name, input, timeoutMs))
        : options.callDirectly(name, input, timeoutMs),
    reopen: () => {
      leave();
      if (retry.reopen()) setStatus("offline");
    },
    distrust: () => session?.end({ cause: "stalled", failure: null }),
    wake: () => {
      ladder = afterChange(ladder);
      retry.forgive();
      if (!session || isFinal()) return attempt();
      heartbeat.beat();
      if (session.isLevel()) climb.tryAll();
    },
    setChoice: (choice) => {
      ladder = createLadder(choice, choice === "auto" ? transportOf(ladder) : null);
      if (status === "offline" && retry.plannedFor() === null) return events.handleView();
      if (session?.isLevel() && session.transport === transportOf(ladder)) {
        climb.stop();
        return settle();
      }
      attempt();
    },
    setActive: heartbeat.setActive,
  };
  return line;
}
