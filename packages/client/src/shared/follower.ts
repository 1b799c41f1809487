import { newId } from "@hiroba/protocol";
import type { Line, LineView } from "../connection/line.ts";
import { isReached } from "../connection/session.ts";
import type { Part, PartContext } from "../device.ts";
import { targetOf } from "../outbox/entry.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { OutboxItem } from "../outbox/outbox-item.ts";
import type { Http } from "../transports/http.ts";
import type { TransportChoice } from "../view.ts";
import type { LeaderMessage, TabChannel } from "./channel.ts";

export type FollowerOptions = {
  channel: TabChannel;
  http: Http;
  choice: TransportChoice;
  /** This tab is looked at, and the leader says nothing: its page is frozen. */
  handleSilence(): void;
};

/** How often a tab asks whether the leader is there. */
const JOIN_MS = 3_000;
/** Questions without an answer after which the leader counts as frozen. */
const UNANSWERED = 3;
/** How often a looked-at tab says so; the leader forgets it after three times this. */
export const ACTIVE_MS = 20_000;

/**
 * The part of a tab that takes part through another one: its line is that one's, told again over the channel, and its
 * outbox is a mirror of that one's. What this tab adds stays its own until it shows in the mirror, so that a leader that
 * dies in between loses nothing. What is gone from the mirror stays on the screen until this tab has applied what the
 * leader had by then. Calls go by plain requests of their own.
 */
export function createFollowerPart(options: FollowerOptions, context: PartContext): Part {
  const mirror = createMirror(options.channel, context);
  const line = createFollowerLine(options, { ...context, mirror });
  return { line, outbox: mirror.outbox, isKeeping: false };
}

type Mirror = ReturnType<typeof createMirror>;

function createMirror(channel: TabChannel, { since, userId, outbox: { handleChange } }: PartContext) {
  let reflected: readonly OutboxItem[] = [];
  /** Gone from the mirror, and shown until this tab has come to `goal`. */
  let leaving: readonly OutboxItem[] = [];
  let goal: string | null = null;
  let own: readonly OutboxItem[] = [];
  /** Given up here, and not yet gone from the mirror. */
  let givenUp: readonly string[] = [];
  let shown: readonly OutboxItem[] = [];

  const show = () => {
    if (goal === null || isReached(since(), goal)) leaving = [];
    shown = [...without(leaving, own), ...reflected, ...without(own, reflected)];
    handleChange();
  };

  const post = (item: OutboxItem) => channel.post({ type: "add", item, userId: userId() });

  const outbox: Outbox = {
    items: () => shown,
    unstored: () => own,
    givenUp: () => givenUp,
    load: (items) => {
      own = own.filter(({ id }) => items.some((item) => item.id === id));
      reflected = without(items, own);
      leaving = [];
      show();
    },
    add: (item) => {
      own = [...own, item];
      givenUp = givenUp.filter((id) => id !== item.id);
      post(item);
      show();
    },
    retry: (id) => channel.post({ type: "retry", id }),
    discard: (id) => {
      own = own.filter((item) => item.id !== id && targetOf(item) !== id);
      // What is under way cannot be given up, and is not later either.
      if (reflected.some((item) => item.id === id && item.status !== "sending")) givenUp = [...givenUp, id];
      channel.post({ type: "discard", id });
      show();
    },
    see: () => {
      if (leaving.length > 0) show();
    },
    // The rest is the leader's business.
    resume: () => undefined,
    forget: () => undefined,
    pause: () => Promise.resolve(),
  };

  return {
    outbox,
    reflect: (items: readonly OutboxItem[], cursor: string | null) => {
      leaving = without([...leaving, ...reflected], items);
      goal = cursor;
      reflected = items;
      own = without(own, items);
      givenUp = givenUp.filter((id) => items.some((item) => item.id === id));
      show();
    },
    /** A new leader may not have heard of what the last one was told. */
    repeat: () => {
      own.forEach(post);
      for (const id of givenUp) channel.post({ type: "discard", id });
    },
  };
}

function without(items: readonly OutboxItem[], others: readonly OutboxItem[]): OutboxItem[] {
  return items.filter(({ id }) => !others.some((other) => other.id === id));
}

function createFollowerLine(
  { channel, http, choice, handleSilence }: FollowerOptions,
  { events, since, mirror }: PartContext & { mirror: Mirror },
): Line {
  const tab = newId();
  let view = toLonelyView("connecting", choice);
  let position: string | null = null;
  let isJoined = false;
  let isActive = false;
  let unanswered = 0;
  let stop = () => {};

  const setView = (next: LineView) => {
    view = next;
    events.handleView();
  };

  const join = () => {
    position = since();
    channel.post({ type: "join", tab, since: position });
  };

  const askAgain = () => {
    if (isJoined && !isActive) return;
    if (isActive && unanswered >= UNANSWERED) return handleSilence();
    unanswered += 1;
    join();
  };

  const tellActive = () => channel.post({ type: "active", tab, isActive });

  const enter = ({ hello, page, view: next, items }: Extract<LeaderMessage, { type: "welcome" }>) => {
    isJoined = true;
    // A new leader was not told.
    if (isActive) tellActive();
    mirror.reflect(items, page?.cursor ?? null);
    mirror.repeat();
    if (hello) events.handleHello(hello);
    if (page) events.handlePage(page, position ?? page.cursor);
    setView(next);
  };

  const start = () => {
    const stopListening = channel.listen((message) => {
      if (message.type === "lead") return join();
      if (message.type === "welcome" && message.tab !== tab) return;
      unanswered = 0;
      if (message.type === "welcome") return enter(message);
      if (!isJoined) return;
      if (message.type === "hello") events.handleHello(message.hello);
      if (message.type === "page") events.handlePage(message.page, message.from);
      if (message.type === "signal") events.handleSignal(message.signal);
      if (message.type === "outbox") mirror.reflect(message.items, message.cursor);
      if (message.type === "view") setView(message.view);
    });
    const [asking, telling] = [setInterval(askAgain, JOIN_MS), setInterval(() => isActive && tellActive(), ACTIVE_MS)];
    stop = () => {
      stopListening();
      clearInterval(asking);
      clearInterval(telling);
    };
    join();
  };

  return {
    start,
    stop: () => {
      stop();
      if (isActive) channel.post({ type: "active", tab, isActive: false });
      isJoined = false;
      setView(toLonelyView("offline", view.choice));
    },
    view: () => view,
    isOpen: () => isJoined && (view.status === "live" || view.status === "catchingUp"),
    heard: () => 0,
    call: http.command,
    reopen: join,
    distrust: join,
    wake: () => {
      channel.post({ type: "wake" });
      join();
    },
    setChoice: (next) => channel.post({ type: "choose", choice: next }),
    setActive: (active) => {
      isActive = active;
      tellActive();
    },
  };
}

function toLonelyView(status: "connecting" | "offline", choice: TransportChoice): LineView {
  return {
    status,
    transport: null,
    choice,
    reason: "none",
    roundTripMs: null,
    bytesIn: 0,
    bytesOut: 0,
    requests: 0,
    reconnects: 0,
    lastError: null,
    retryAt: null,
  };
}
