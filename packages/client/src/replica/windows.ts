import {
  CommandError,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Id,
  limits,
  mergeMembers,
  mergePage,
  type PagePlace,
  type Result,
  type State,
  seqOf,
  type Timeline,
  trimTimeline,
} from "@hiroba/protocol";
import { KEPT_MESSAGES } from "./keeper.ts";
import { bridges } from "./recent.ts";
import type { Replica } from "./replica.ts";

/**
 * The stretches of history and the member lists that this device looks at. Promises: a page read apart from the log
 * joins it without a hole, as of the cursor, whether it was read before or after what has been applied meanwhile; what
 * cannot be joined is fetched again. Operations on one room take turns.
 */
export type Windows = {
  openRoom(roomId: Id): Promise<void>;
  loadOlder(roomId: Id): Promise<void>;
  loadNewer(roomId: Id): Promise<void>;
  jumpTo(roomId: Id, seq: number): Promise<void>;
  jumpToLatest(roomId: Id): Promise<void>;
  closeRoom(roomId: Id): void;
  /** The rooms to ask for in a snapshot, the last opened first. */
  rooms(): readonly Id[];
  /** Fetches what is missing of the open rooms, as after a snapshot. */
  refresh(): void;
  /** Cuts the timelines back that have grown long while nobody looks at their rooms. */
  trim(): void;
};

export type WindowsOptions = {
  replica: Replica;
  call<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<Result<CommandOutput<Name>>>;
  /** Resolves when the state fulfils the condition; rejects when it does not in time. */
  until(condition: (state: State) => boolean): Promise<void>;
};

/** How often a page is fetched anew because the log had moved on too far meanwhile. */
const ATTEMPTS = 3;

type ListInput = Omit<CommandInput<"message.list">, "roomId">;

/** What to ask for, by what is held; null when nothing is missing. */
type ToInput = (timeline: Timeline | undefined) => ListInput | null;

/** Where a page is to go, as long as it is wanted. */
type Wish = { roomId: Id; place: PagePlace; isWanted?: () => boolean };

/** Starts without open rooms. */
export function createWindows({ replica, call, until }: WindowsOptions): Windows {
  /** The rooms that are looked at, each with what tells this visit from the next. */
  const open = new Map<Id, symbol>();
  let asked: readonly Id[] = [];
  const turns = new Map<Id, Promise<void>>();

  /** Runs after what was begun before in the same room, whether that succeeded or not. */
  const inTurn = (roomId: Id, task: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(roomId) ?? Promise.resolve()).then(task, task);
    turns.set(roomId, turn);
    const done = () => {
      if (turns.get(roomId) === turn) turns.delete(roomId);
    };
    turn.then(done, done);
    return turn;
  };

  const timelineOf = (roomId: Id) => replica.held()?.state.timelines[roomId];

  /** Fetches until what came can be brought up to date with the log, then merges it. */
  const fetchInto = async <Fetched extends { seq: number }>(
    roomId: Id,
    fetch: () => Promise<Result<Fetched>>,
    merge: (state: State, fetched: Fetched) => State,
  ) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const result = await fetch();
      if (!result.ok) throw new CommandError(result.error.code, result.error.message, result.error.details);
      const cursor = seqOf(replica.held()?.cursor);
      if (cursor > result.data.seq && !bridges(replica.recent(), roomId, result.data.seq)) continue;
      replica.change((state) => merge(state, result.data));
      return;
    }
    throw new CommandError("UNAVAILABLE", "The room changes faster than it can be read.");
  };

  /** The timeline's edge must still be the same when the page comes: a snapshot may have replaced it meanwhile. */
  const loadPage = ({ roomId, place, isWanted = () => true }: Wish, toInput: ToInput) => {
    const before = timelineOf(roomId);
    const input = isWanted() ? toInput(before) : null;
    if (!input) return Promise.resolve();
    const fits = (state: State) =>
      isWanted() && (place === "replace" || edgeOf(state.timelines[roomId], place) === edgeOf(before, place));
    return fetchInto(
      roomId,
      () => call("message.list", { roomId, ...input }),
      (state, page) => (fits(state) ? mergePage(state, { roomId, page, place }, replica.recent().envelopes) : state),
    );
  };

  /** Loads a page for this visit: come later, it would have the next one begin in the past. */
  const loadNow = (roomId: Id, place: PagePlace, toInput: ToInput) => {
    const visit = open.get(roomId);
    const isWanted = () => open.get(roomId) === visit;
    return inTurn(roomId, () => loadPage({ roomId, place, isWanted }, toInput));
  };

  const seqOfMessage = (messageId: Id | undefined) => replica.held()?.state.messages[messageId ?? ""]?.seq;

  const loadNewest = (roomId: Id) =>
    loadPage({ roomId, place: "replace" }, (timeline) => (timeline && !timeline.newer ? null : {}));

  const loadMembers = async (roomId: Id) => {
    if (replica.held()?.state.members[roomId]) return;
    await fetchInto(
      roomId,
      () => call("member.list", { roomId }),
      (state, { members, seq }) => mergeMembers(state, { roomId, members, seq }, replica.recent().envelopes),
    );
  };

  const shrink = (roomId: Id) => replica.change((state) => trimTimeline(state, roomId, KEPT_MESSAGES));

  const fill = (roomId: Id) =>
    inTurn(roomId, async () => {
      await until((state) => state.rooms[roomId] !== undefined);
      if (!timelineOf(roomId)) await loadNewest(roomId);
      await loadMembers(roomId);
    });

  return {
    openRoom: (roomId) => {
      if (!open.has(roomId)) open.set(roomId, Symbol());
      asked = [roomId, ...asked.filter((id) => id !== roomId)].slice(0, limits.roomsPerSnapshot);
      return fill(roomId);
    },
    loadOlder: (roomId) =>
      loadNow(roomId, "before", (timeline) => {
        const before = seqOfMessage(timeline?.messageIds[0]);
        return timeline?.older && before !== undefined ? { before } : null;
      }),
    loadNewer: (roomId) =>
      loadNow(roomId, "after", (timeline) => {
        const after = seqOfMessage(timeline?.messageIds.at(-1));
        return timeline?.newer && after !== undefined ? { after } : null;
      }),
    jumpTo: (roomId, seq) =>
      loadNow(roomId, "replace", (timeline) => {
        const [first, last] = [seqOfMessage(timeline?.messageIds[0]), seqOfMessage(timeline?.messageIds.at(-1))];
        const isHeld = first !== undefined && last !== undefined && first <= seq && seq <= last;
        return isHeld ? null : { around: seq };
      }),
    jumpToLatest: (roomId) => inTurn(roomId, () => loadNewest(roomId)),
    closeRoom: (roomId) => {
      open.delete(roomId);
      shrink(roomId);
    },
    rooms: () => asked,
    refresh: () => {
      // What fails here is fetched when the room is opened the next time, or at the next refresh.
      for (const roomId of open.keys()) void fill(roomId).catch(() => undefined);
    },
    trim: () => {
      const timelines = Object.entries(replica.held()?.state.timelines ?? {});
      // Not at every message: it looks at all that are held.
      for (const [roomId, { messageIds, notes }] of timelines) {
        const isLong = messageIds.length > 2 * KEPT_MESSAGES || notes.length > 10 * KEPT_MESSAGES;
        if (!open.has(roomId) && isLong) shrink(roomId);
      }
    },
  };
}

function edgeOf(timeline: Timeline | undefined, place: "before" | "after"): Id | undefined {
  return timeline?.messageIds.at(place === "before" ? 0 : -1);
}
