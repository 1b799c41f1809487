import {
  applyEvents,
  type Cursor,
  type Envelope,
  type EventPage,
  eventSchema,
  readCursor,
  type State,
  seqOf,
} from "@hiroba/protocol";
import type { Held } from "../stores/device-store.ts";
import { type Recent, recentFrom, remember } from "./recent.ts";

/**
 * The device's copy of the conversation: a state and the cursor that says how much of the log is in it. Promises: state
 * and cursor change in one step; an event is applied once and in order, whichever transport brings it and however often
 * (rules L7, L10); the cursor moves only over what was applied. Relies on a connection's pages following one another
 * without a hole (rule L6): each comes with the position `from` where it begins, so that a hole between what is held and
 * a page is seen, whatever its cause.
 */
export type Replica = {
  held(): Held | null;
  recent(): Recent;
  /** Events applied since the start. */
  applied(): number;
  /** True while a snapshot is wanted: pages wait for it, and what was held stays on the screen. */
  isWaiting(): boolean;
  /** Takes a page that begins at `from`. */
  receive(page: EventPage, from: string): Outcome;
  /** Puts a stored state or a snapshot in the place of what is held, then takes the pages that waited. */
  adopt(held: Held): Outcome;
  /** Forgets what is held: another person is here now. */
  forget(): void;
  /** Changes what is held apart from the log: windows that were fetched, or trimmed. */
  change(update: (state: State) => State): void;
};

/**
 * `applied`: all is well. `waiting`: the page waits for a snapshot. `reset`: a snapshot is wanted from now on. `gap`:
 * something between the cursor and the page is missing; connect again from the cursor.
 */
export type Outcome = "applied" | "waiting" | "reset" | "gap";

type Stretch = { page: EventPage; from: string };

/** More waiting events than this are dropped; the mark of where the line stands then tells the hole. */
const WAITING_EVENTS = 20_000;

const knownTypes = new Set<string>(eventSchema.options.map((option) => option.shape.type.value));

/** Creates an empty replica, waiting for its first state. `handleEvents` hears of what has just been applied. */
export function createReplica(
  handleChange: () => void,
  handleEvents: (events: readonly Envelope[]) => void = () => {},
): Replica {
  let held: Held | null = null;
  let recent = recentFrom(0);
  let applied = 0;
  let isWaiting = true;
  let waiting: Stretch[] = [];

  const hold = (next: Held | null) => {
    held = next;
    handleChange();
  };

  const wait = (stretch: Stretch): Outcome => {
    const isTooMuch = countEvents(waiting) > WAITING_EVENTS;
    waiting = stretch.page.reset || isTooMuch ? [markOf(stretch.page)] : [...waiting, stretch];
    return "waiting";
  };

  const expectSnapshot = (page: EventPage): Outcome => {
    isWaiting = true;
    waiting = [markOf(page)];
    return "reset";
  };

  const apply = (state: State, page: EventPage, seq: number): Outcome => {
    const fresh = page.events.filter((envelope) => envelope.seq > seq);
    const next = tryToApply(state, fresh);
    // An event that cannot be applied costs a snapshot, not the conversation.
    if (!next) return expectSnapshot(page);
    recent = remember(recent, fresh);
    applied += fresh.length;
    hold({ state: next, cursor: page.cursor });
    handleEvents(fresh);
    return "applied";
  };

  const receive = (page: EventPage, from: string): Outcome => {
    if (isWaiting || !held) return wait({ page, from });
    if (page.reset) return expectSnapshot(page);
    const order = compare({ held: held.cursor, from, to: page.cursor });
    if (order.isForeign) return expectSnapshot(page);
    if (order.isGap) return "gap";
    if (order.isKnown) return "applied";
    return apply(held.state, page, order.seq);
  };

  return {
    held: () => held,
    recent: () => recent,
    applied: () => applied,
    isWaiting: () => isWaiting,
    receive,
    adopt: (next) => {
      isWaiting = false;
      recent = recentFrom(seqOf(next.cursor));
      hold(next);
      const stretches = waiting;
      waiting = [];
      for (const { page, from } of stretches) {
        const outcome = receive(page, from);
        if (outcome !== "applied") return outcome;
      }
      return "applied";
    },
    forget: () => {
      isWaiting = true;
      waiting = [];
      recent = recentFrom(0);
      hold(null);
    },
    change: (update) => {
      if (!held) return;
      const state = update(held.state);
      if (state !== held.state) hold({ ...held, state });
    },
  };
}

/** Nothing but where the line stands: a snapshot from before it has a hole behind it. */
function markOf({ cursor }: EventPage): Stretch {
  return { page: { events: [], cursor, more: false }, from: cursor };
}

function countEvents(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { page }) => sum + page.events.length, 0);
}

/** A newer server may send events that this program does not know; they pass by, and the cursor moves on. */
function tryToApply(state: State, envelopes: readonly Envelope[]): State | undefined {
  try {
    return applyEvents(
      state,
      envelopes.filter(({ event }) => knownTypes.has(event.type)),
    );
  } catch {
    return undefined;
  }
}

function compare(cursors: { held: string; from: string; to: string }) {
  const [held, from, to] = [read(cursors.held), read(cursors.from), read(cursors.to)];
  return {
    seq: held.seq,
    isForeign: held.epoch !== from.epoch || held.epoch !== to.epoch,
    isGap: from.seq > held.seq,
    isKnown: to.seq <= held.seq,
  };
}

function read(cursor: string): Cursor {
  return readCursor(cursor) ?? { epoch: "", seq: 0 };
}
