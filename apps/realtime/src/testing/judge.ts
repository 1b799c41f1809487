import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  applyEvents,
  type Envelope,
  type Id,
  limits,
  type Member,
  type Message,
  type Note,
  type State,
  seqOf,
} from "@hiroba/protocol";
import type { Pool } from "pg";
import { readHead } from "../log/head.ts";
import { takeSnapshot } from "./device.ts";
import { type ChangeAttempt, judgeChanges, readRemembered } from "./judge-changes.ts";
import { wasSaid } from "./said.ts";
import type { Moment, SyncedDevice } from "./synced-device.ts";

/** A message somebody tried to send, and whether the server said that it had it. */
export type Attempt = { id: Id; body: string; isAcknowledged: boolean };

export type Case = {
  /** The database itself: what the nodes say is not evidence. */
  pool: Pool;
  /** A node to take fresh snapshots from. */
  url: string;
  devices: readonly SyncedDevice[];
  attempts?: readonly Attempt[];
  /** Changes that were asked for past the devices. */
  changes?: readonly ChangeAttempt[];
  /** The log before this is another story's, in which the devices' people had no part. */
  fromSeq?: number;
  /** What was trimmed from the log since, as it was read before. */
  trimmed?: readonly Envelope[];
};

/**
 * Looks for what must never happen, and answers what it found, in words; nothing when all is well:
 * - the log has a gap (L1);
 * - an acknowledged message is not there exactly once, or another more than once (L3, L4);
 * - a message is there that nobody tried to send;
 * - an acknowledged change is not remembered exactly once, or the log does not show it (L4);
 * - what a device sent to a room is not there in the order in which it was sent;
 * - a device skipped an event of the log that is for its person, or applied one twice or out of order (L6, L7);
 * - a device took a snapshot in the place of events that it could still be told of (L9);
 * - a device held a state that its own start, its snapshots and the log's events do not lead to;
 * - a device ends with anything but what a fresh snapshot holds (L10), or with something still in its outbox.
 */
export async function judge({
  pool,
  url,
  devices,
  attempts = [],
  changes = [],
  fromSeq = 0,
  trimmed = [],
}: Case): Promise<string[]> {
  // Before the log is read: whoever goes on meanwhile comes to stand past its end.
  const held = devices.map(({ lives }) => lives.map((moments) => [...moments]));
  const asked = devices.flatMap((device) => [...device.changes.values()].map((attempt) => ({ ...attempt })));
  const log = [...trimmed, ...(await readLog(pool, fromSeq))];
  const { rows: stored } = await pool.query<Written>("SELECT id, body FROM message");
  const remembered = await readRemembered(pool, fromSeq);
  const { epoch, trimmedTo } = await readHead(pool);
  const evidence = { log, url, epoch, trimmedTo };
  const verdicts = await Promise.all(
    devices.map((device, index) => judgeDevice({ ...device, lives: held[index] ?? [] }, evidence)),
  );
  const outboxes = devices.flatMap(({ sent }) =>
    [...sent].map(([id, body]): Attempt => ({ id, body, isAcknowledged: true })),
  );
  return [
    ...findGaps(log),
    ...judgeMessages({ log, stored, attempts: [...outboxes, ...attempts] }),
    ...findInvented({ log, stored }),
    ...judgeChanges([...asked, ...changes], { log, remembered, trimmedTo }),
    ...devices.flatMap((device) => findDisorder(device, log)),
    ...verdicts.flat(),
  ];
}

/** One is sent to a room when the one before it is answered, so retries keep the order too. */
function findDisorder({ name, sent }: SyncedDevice, log: readonly Envelope[]): string[] {
  const places = new Map([...sent.keys()].map((id, index) => [id, index]));
  const last = new Map<Id, number>();
  return log.flatMap(({ seq, event }) => {
    if (event.type !== "message.created") return [];
    const { id, roomId } = event.message;
    const place = places.get(id);
    if (place === undefined) return [];
    const before = last.get(roomId) ?? -1;
    last.set(roomId, place);
    return place < before ? [`${name}: what it sent before is there after, at ${seq}`] : [];
  });
}

/** The log as the table has it: all of it, or from a seq on. */
export async function readLog(pool: Pool, fromSeq = 0): Promise<Envelope[]> {
  const { rows } = await pool.query<{ seq: string; topic: string; body: unknown }>(
    "SELECT seq, topic, body FROM event WHERE seq >= $1 ORDER BY seq",
    [fromSeq],
  );
  return rows.map(
    ({ seq, topic, body }) => ({ seq: Number(seq), topic, at: "", actorId: null, event: body }) as Envelope,
  );
}

function findGaps(log: readonly Envelope[]): string[] {
  const first = log[0]?.seq ?? 1;
  const misplaced = log.find(({ seq }, index) => seq !== first + index);
  return misplaced ? [`the log has a gap before ${misplaced.seq}`] : [];
}

type Messages = { log: readonly Envelope[]; stored: readonly Written[] };

function judgeMessages({ log, stored, attempts }: Messages & { attempts: readonly Attempt[] }): string[] {
  const inTable = createIndex(stored);
  const inLog = createIndex(toTold(log));
  return attempts.flatMap((attempt) => {
    const [kept, told] = [inTable(attempt), inLog(attempt)];
    if (kept.length > 1 || told.length > 1) return [`"${attempt.body}" is there ${kept.length} times`];
    if (kept.length !== told.length) return [`"${attempt.body}" is in the ${kept.length ? "table" : "log"} alone`];
    if (attempt.isAcknowledged && kept.length === 0) return [`"${attempt.body}" was acknowledged and is not there`];
    return kept.some(({ id }) => id !== attempt.id) ? [`"${attempt.body}" is there under another id`] : [];
  });
}

function findInvented({ log, stored }: Messages): string[] {
  const invented = [...stored, ...toTold(log)].filter(({ id }) => !wasSaid(id));
  return [...new Set(invented.map(({ body }) => `"${body}" is there, and nobody said it`))];
}

function toTold(log: readonly Envelope[]): Written[] {
  return log.flatMap(({ event }) => (event.type === "message.created" ? [event.message] : []));
}

type Written = { id: Id; body: string };

/** Finds a message by its id, since its text may have been changed, and by its text, since it may have another id. */
function createIndex(messages: readonly Written[]): (attempt: Written) => Written[] {
  const byId = groupBy(messages, ({ id }) => id);
  const byBody = groupBy(messages, ({ body }) => body);
  return ({ id, body }) => [...new Set([...(byId.get(id) ?? []), ...(byBody.get(body) ?? [])])];
}

function groupBy<Item>(items: readonly Item[], toKey: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(toKey(item));
    if (group) group.push(item);
    else groups.set(toKey(item), [item]);
  }
  return groups;
}

type Evidence = { log: readonly Envelope[]; url: string; epoch: string; trimmedTo: number };

async function judgeDevice(device: SyncedDevice, { log, url, epoch, trimmedTo }: Evidence): Promise<string[]> {
  const { name, person, client, lives } = device;
  const { outbox } = client.getView();
  const hearing = toHearing(log, person.id, trimmedTo);
  // Of what was held before a backup was restored there is no log any more.
  const ofThisLog = lives.map((moments) => moments.filter((moment) => moment.epoch === epoch));
  const found = ofThisLog.flatMap((moments) => [...judgePositions(moments, hearing), ...judgeStates(moments, hearing)]);
  if (outbox.length > 0) found.push(`${outbox.length} things are still in the outbox`);
  found.push(...(await compareWithFresh({ person, client }, url)));
  return found.map((violation) => `${name}: ${violation}`);
}

const LOOKS = 5;
/** A device that polls hears up to two seconds later. */
const HEARING_MS = 5_000;

/** Where others go on meanwhile, a device may be a moment behind the snapshot: what differs for good differs again. */
async function compareWithFresh({ person, client }: Pick<SyncedDevice, "person" | "client">, url: string) {
  for (let look = 1; ; look++) {
    const held = client.getView().state;
    if (!held) return ["nothing is held"];
    const fresh = await takeSnapshot(url, person, Object.keys(held.timelines).slice(0, 20));
    await waitUntilAt(client, fresh.cursor);
    const found = compare(client.getView().state ?? held, fresh.state);
    if (found.length === 0 || look === LOOKS) return found;
    await pause(200);
  }
}

async function waitUntilAt(client: SyncedDevice["client"], cursor: string): Promise<void> {
  const isThere = () => seqOf(client.getView().connection.cursor) >= seqOf(cursor);
  for (const since = performance.now(); !isThere() && performance.now() - since < HEARING_MS; ) await pause(10);
}

/**
 * What a person's devices must have heard, and what they may have: rooms they left are no longer caught up on (L15). Up to
 * `trimmedTo` it is trimmed away.
 */
export type Hearing = { must: readonly Envelope[]; may: readonly Envelope[]; trimmedTo: number };

/** What of a log is for a person. */
export function toHearing(log: readonly Envelope[], userId: Id, trimmedTo = 0): Hearing {
  const rooms = new Map<string, { from: number; to: number }[]>();
  for (const { seq, topic, event } of log) {
    if (event.type === "member.joined" && event.member.userId === userId) {
      rooms.set(topic, [...(rooms.get(topic) ?? []), { from: seq, to: Number.POSITIVE_INFINITY }]);
    }
    const stay = rooms.get(topic)?.at(-1);
    if (event.type === "member.left" && event.userId === userId && stay) stay.to = seq;
  }
  const isFor = ({ seq, topic }: Envelope, isNow: boolean) =>
    topic === "workspace" ||
    topic === `user:${userId}` ||
    (rooms.get(topic) ?? []).some(
      ({ from, to }) => from <= seq && seq <= to && (to === Number.POSITIVE_INFINITY || !isNow),
    );
  return { must: log.filter((it) => isFor(it, true)), may: log.filter((it) => isFor(it, false)), trimmedTo };
}

function between(events: readonly Envelope[], after: number, upTo: number): Envelope[] {
  return events.filter(({ seq }) => after < seq && seq <= upTo);
}

/**
 * A position that a device came to, and the seqs of the events it applied on its way there from the one before; after
 * `isReset` of those that followed the snapshot that it was told to take.
 */
export type Position = { seq: number; seqs: readonly number[]; isReset: boolean };

/**
 * What was skipped, applied twice or out of order, or not for this person, on the first stretch where that was so; and
 * where a device was told to begin anew though nothing after it was trimmed and the gap was not too long.
 */
export function judgePositions(positions: readonly Position[], { must, may, trimmedTo }: Hearing): string[] {
  const allowed = new Set(may.map(({ seq }) => seq));
  for (const [index, { seq, seqs, isReset }] of positions.entries()) {
    const from = positions[index - 1]?.seq;
    if (from === undefined) continue;
    if (seq < from) return [`its cursor went back from ${from} to ${seq}`];
    if (isReset && from >= trimmedTo && seq - from <= limits.catchUpEvents) return [`was reset from ${from} to ${seq}`];
    const applied = new Set(seqs);
    const found = [
      ...between(must, isReset ? (seqs[0] ?? seq) : from, seq).flatMap((missed) =>
        applied.has(missed.seq) ? [] : [`skipped ${missed.seq}`],
      ),
      ...seqs.flatMap((one, place) => (one > (seqs[place - 1] ?? from) ? [] : [`applied ${one} again or too late`])),
      ...seqs.flatMap((one) => (one <= seq && allowed.has(one) ? [] : [`applied ${one}, which was not for it`])),
    ];
    if (found.length > 0) return found.map((violation) => `${violation}, from ${from} to ${seq}`);
  }
  return [];
}

/** Compares what every device holds completely; only where what a person heard does not depend on when they came. */
function judgeStates(moments: readonly Moment[], { must, may }: Hearing): string[] {
  if (must.length !== may.length) return [];
  let [expected, seq] = [moments[0]?.state, moments[0]?.seq ?? 0];
  for (const moment of moments) {
    if (moment.isReset) {
      [expected, seq] = [moment.state, moment.seq];
      continue;
    }
    if (!expected) return [];
    expected = applyEvents(expected, between(must, seq, moment.seq));
    seq = moment.seq;
    const [here, there] = [toCertain(moment.state), toCertain(expected)];
    const differing = (["users", "rooms", "drafts", "settings", "workspace"] as const).find(
      (part) => !isDeepStrictEqual(here[part], there[part]),
    );
    if (differing) return [`at ${moment.seq} its ${differing} are not what the log leads to`];
  }
  return [];
}

/** A state without how often rooms call: whom a message named that was deleted since, the log does not tell any more. */
function toCertain(state: State): State {
  const rooms = Object.entries(state.rooms).map(([id, entry]) => [id, { ...entry, mentions: 0 }]);
  return { ...state, rooms: Object.fromEntries(rooms) };
}

/** Where a state differs from a fresh one, over what both hold. */
export function compare(held: State, fresh: State): string[] {
  const parts = ["workspace", "settings", "users", "rooms", "drafts"] as const;
  const found = parts.flatMap((part) =>
    isDeepStrictEqual(held[part], fresh[part])
      ? []
      : [`its ${part} differ from a fresh snapshot: ${show(held[part], fresh[part])}`],
  );
  for (const [id, message] of Object.entries(fresh.messages)) {
    const mine = held.messages[id];
    if (mine && !isDeepStrictEqual(mine, message))
      found.push(`a message differs from a fresh one: ${show(mine, message)}`);
  }
  for (const [roomId, timeline] of Object.entries(fresh.timelines)) {
    const mine = held.timelines[roomId];
    if (!mine || mine.newer) continue;
    const from = Math.max(
      firstSeq(held, mine.messageIds, mine.older),
      firstSeq(fresh, timeline.messageIds, timeline.older),
    );
    const [here, there] = [toStretch(held, roomId, from), toStretch(fresh, roomId, from)];
    if (!isDeepStrictEqual(here, there)) found.push(`its timeline differs from a fresh one: ${show(here, there)}`);
    const [members, others] = [toMembers(held, roomId), toMembers(fresh, roomId)];
    if (members && !isDeepStrictEqual(members, others)) found.push(`its members differ: ${show(members, others)}`);
  }
  return found;
}

function firstSeq({ messages }: State, messageIds: readonly Id[], older: boolean): number {
  return older ? (messages[messageIds[0] ?? ""]?.seq ?? Number.POSITIVE_INFINITY) : 0;
}

function toStretch({ timelines, messages }: State, roomId: Id, from: number): { seqs: number[]; notes: Note[] } {
  const { messageIds = [], notes = [] } = timelines[roomId] ?? {};
  const held = messageIds.flatMap((id): Message[] => (messages[id] ? [messages[id]] : []));
  return {
    seqs: held.map(({ seq }) => seq).filter((seq) => seq >= from),
    notes: notes.filter(({ seq }) => seq >= from),
  };
}

function toMembers({ members }: State, roomId: Id): Record<Id, Member> | undefined {
  return members[roomId]?.byId;
}

/** The first lines of two values that differ, short enough to read. */
function show(left: unknown, right: unknown): string {
  const [one, other] = [JSON.stringify(left) ?? "", JSON.stringify(right) ?? ""];
  let at = 0;
  while (one[at] === other[at] && at < one.length) at++;
  const cut = (text: string) => text.slice(Math.max(0, at - 80), at + 160);
  return `…${cut(one)}… where it should be …${cut(other)}…`;
}
