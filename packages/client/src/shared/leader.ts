import { type EventPage, type Hello, readCursor } from "@hiroba/protocol";
import type { Line, LineEvents, LineView } from "../connection/line.ts";
import type { Part, PartContext } from "../device.ts";
import type { Replica } from "../replica/replica.ts";
import type { FollowerMessage, TabChannel, TabMessage } from "./channel.ts";
import { ACTIVE_MS } from "./follower.ts";

export type LeaderOptions = {
  channel: TabChannel;
  context: PartContext;
  replica: Replica;
  presence(): Hello["presence"];
  createOwnPart(context: PartContext): Part;
};

const VIEW_MS = 500;

/**
 * The part of the tab that has the connection: its own, and everything that it hears told again to the other tabs, after
 * this one has applied it. A tab that joins is brought from its cursor to where this tab stands.
 */
export function createLeaderPart({ channel, context, replica, presence, createOwnPart }: LeaderOptions): Part {
  let hello: Hello | null = null;
  let isLeading = false;
  const post = (message: TabMessage) => {
    if (isLeading) channel.post(message);
  };
  const tellView = createViewTeller(() => post({ type: "view", view: own.line.view() }));

  const events: LineEvents = {
    handleHello: (next) => {
      hello = next;
      context.events.handleHello(next);
      post({ type: "hello", hello: next });
    },
    handlePage: (page, from) => {
      context.events.handlePage(page, from);
      post({ type: "page", page, from });
    },
    handleSignal: (signal) => {
      context.events.handleSignal(signal);
      post({ type: "signal", signal });
    },
    handleView: () => {
      context.events.handleView();
      tellView(own.line.view());
    },
  };

  const own = createOwnPart({
    ...context,
    events,
    outbox: {
      ...context.outbox,
      handleChange: () => {
        context.outbox.handleChange();
        post({ type: "outbox", items: own.outbox.items(), cursor: context.since() });
      },
    },
  });

  const audience = createAudience(own.line.setActive);

  const add = ({ item, userId }: Extract<FollowerMessage, { type: "add" }>) => {
    const here = context.userId();
    // What one person wrote, in a tab that has not heard of it yet, is not said as the next.
    if (userId === null || here === null || userId === here) own.outbox.add(item);
  };

  const answer = (message: FollowerMessage) => {
    if (message.type === "join") {
      const page = toPage(replica, message.since);
      const items = own.outbox.items();
      // Who was there when the connection opened may have gone.
      const fresh = hello && { ...hello, presence: presence() };
      post({ type: "welcome", tab: message.tab, hello: fresh, page, view: own.line.view(), items });
    } else if (message.type === "add") add(message);
    else if (message.type === "retry") own.outbox.retry(message.id);
    else if (message.type === "discard") own.outbox.discard(message.id);
    else if (message.type === "choose") own.line.setChoice(message.choice);
    else if (message.type === "wake") own.line.wake();
    else audience.set(message.tab, message.isActive);
  };

  let stopListening = () => {};
  const line: Line = {
    ...own.line,
    start: (remembered) => {
      isLeading = true;
      stopListening = channel.listen((message) => isFromFollower(message) && answer(message));
      post({ type: "lead" });
      own.line.start(remembered);
    },
    stop: () => {
      own.line.stop();
      post({ type: "view", view: own.line.view() });
      isLeading = false;
      stopListening();
      audience.clear();
    },
    setActive: (isActive) => audience.set("own", isActive),
  };
  return { ...own, line };
}

const fromFollowers = new Set<TabMessage["type"]>(["join", "add", "retry", "discard", "active", "choose", "wake"]);

function isFromFollower(message: TabMessage): message is FollowerMessage {
  return fromFollowers.has(message.type);
}

/** What a tab at `since` misses of what this tab holds; `reset` when that is longer ago than this tab remembers. */
function toPage(replica: Replica, since: string | null): EventPage | null {
  const held = replica.held();
  if (!held) return null;
  const nothing: EventPage = { events: [], cursor: held.cursor, more: false };
  const [from, to] = [readCursor(since ?? held.cursor), readCursor(held.cursor)];
  const recent = replica.recent();
  const isOutOfReach = !from || from.epoch !== to?.epoch || from.seq < recent.from;
  if (isOutOfReach || replica.isWaiting()) return { ...nothing, reset: true };
  return { ...nothing, events: recent.envelopes.filter(({ seq }) => seq > from.seq) };
}

/** Tells a changed status at once, and counters now and then. */
function createViewTeller(tell: () => void): (view: LineView) => void {
  let told: LineView["status"] | undefined;
  let isPlanned = false;
  return ({ status }) => {
    const isUrgent = status !== told;
    told = status;
    if (isUrgent) return tell();
    if (isPlanned) return;
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      tell();
    }, VIEW_MS);
  };
}

/** Which tabs are looked at. A person is there while any of them is. */
function createAudience(setActive: (isActive: boolean) => void) {
  const until = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    clearTimeout(timer);
    for (const [tab, end] of until) if (end <= Date.now()) until.delete(tab);
    setActive(until.size > 0);
    const soonest = Math.min(...until.values());
    if (Number.isFinite(soonest)) timer = setTimeout(tell, soonest - Date.now());
  };

  return {
    set: (tab: string, isActive: boolean) => {
      if (!isActive) until.delete(tab);
      else until.set(tab, tab === "own" ? Number.POSITIVE_INFINITY : Date.now() + 3 * ACTIVE_MS);
      tell();
    },
    clear: () => {
      clearTimeout(timer);
      until.clear();
    },
  };
}
