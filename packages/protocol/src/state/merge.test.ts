import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Envelope } from "../events.ts";
import {
  BEN,
  entryOf,
  envelopeOf,
  GARDEN,
  GENERAL,
  histories,
  idOf,
  messageOf,
  sentAt,
  stateOf,
  toPage,
} from "../testing/history.ts";
import { applyEvents } from "./apply.ts";
import { mergeMembers, mergePage, trimTimeline } from "./merge.ts";
import type { State } from "./state.ts";

const upTo = (log: readonly Envelope[], seq: number) => log.filter((envelope) => envelope.seq <= seq);
const later = (log: readonly Envelope[], seq: number) => log.filter((envelope) => envelope.seq > seq);
const seqs = fc.integer({ min: 1, max: 27 });

describe("a page of history", () => {
  it("comes to the same whenever it was read and whenever it arrives (L10)", () => {
    fc.assert(
      fc.property(histories, seqs, seqs, (log, readAt, arrivesAt) => {
        const complete = applyEvents(stateOf(), log);
        const cursor = applyEvents(stateOf({ timelines: {} }), upTo(log, arrivesAt));
        const page = toPage(log, readAt);
        const merged = mergePage(cursor, { roomId: GENERAL, page, place: "replace" }, upTo(log, arrivesAt));
        const end = applyEvents(merged, later(log, arrivesAt));
        expect({ ...end, timelines: inOrder(end) }).toEqual({ ...complete, timelines: inOrder(complete) });
      }),
      { numRuns: 500 },
    );
  });

  it("of a room that was left meanwhile is not kept", () => {
    const page = toPage([sentAt(2)], 2);
    const state = stateOf({ rooms: {} });
    expect(mergePage(state, { roomId: GENERAL, page, place: "replace" }, [])).toBe(state);
  });

  it("goes before or after what is held, without doubling what both hold", () => {
    const log = [2, 3, 4, 5].map((seq) => sentAt(seq));
    const [first, second] = [toPage(log.slice(0, 3), 5), toPage(log, 5)];
    const late = { ...second, messages: second.messages.slice(2), older: true };
    const held = mergePage(stateOf({ timelines: {} }), { roomId: GENERAL, page: late, place: "replace" }, []);
    expect(held.timelines[GENERAL]).toMatchObject({ messageIds: [idOf(4), idOf(5)], older: true, newer: false });
    const joined = mergePage(held, { roomId: GENERAL, page: { ...first, newer: true }, place: "before" }, []);
    const all = [2, 3, 4, 5].map(idOf);
    expect(joined.timelines[GENERAL]).toMatchObject({ messageIds: all, older: false, newer: false });
    const past = mergePage(
      stateOf({ timelines: {} }),
      { roomId: GENERAL, page: { ...first, newer: true }, place: "replace" },
      [],
    );
    const forward = mergePage(past, { roomId: GENERAL, page: late, place: "after" }, []);
    expect(forward.timelines[GENERAL]).toMatchObject({ messageIds: all, older: false, newer: false });
  });

  it("brings what is quoted, but not into the timeline", () => {
    const quoted = messageOf(2);
    const page = { ...toPage([sentAt(9, { replyToId: quoted.id })], 9), quoted: [quoted], older: true };
    const state = mergePage(stateOf({ timelines: {} }), { roomId: GENERAL, page, place: "replace" }, []);
    expect(state.messages[quoted.id]).toEqual(quoted);
    expect(state.timelines[GENERAL]?.messageIds).toEqual([idOf(9)]);
  });

  it("does not bring back what has been erased", () => {
    const tombstone = messageOf(2, { body: "", deletedAt: "x", rev: 9 });
    const state = stateOf({ messages: { [tombstone.id]: tombstone } });
    const page = toPage([sentAt(2)], 2);
    expect(mergePage(state, { roomId: GENERAL, page, place: "replace" }, []).messages[tombstone.id]).toBe(tombstone);
  });
});

describe("a list of members", () => {
  it("comes to the same whenever it was read and whenever it arrives (L10)", () => {
    fc.assert(
      fc.property(histories, seqs, seqs, (log, readAt, arrivesAt) => {
        const empty = stateOf({ members: { [GENERAL]: { byId: {}, seq: 1 } } });
        const membersOf = (state: State) => state.members[GENERAL]?.byId;
        const members = Object.values(membersOf(applyEvents(empty, upTo(log, readAt))) ?? {});
        const cursor = applyEvents(stateOf(), upTo(log, arrivesAt));
        const merged = mergeMembers(cursor, { roomId: GENERAL, members, seq: readAt }, upTo(log, arrivesAt));
        expect(membersOf(applyEvents(merged, later(log, arrivesAt)))).toEqual(membersOf(applyEvents(empty, log)));
      }),
    );
  });
});

describe("trimming what a long visit holds", () => {
  const long = applyEvents(
    stateOf({ rooms: { [GENERAL]: entryOf(GENERAL), [GARDEN]: entryOf(GARDEN) } }),
    Array.from({ length: 20 }, (_, index) => sentAt(index + 2, { replyToId: index === 19 ? idOf(2) : null })),
  );

  it("keeps the newest and what they quote, and says that there is more", () => {
    const trimmed = trimTimeline(long, GENERAL, 5);
    expect(trimmed.timelines[GENERAL]).toMatchObject({
      messageIds: [17, 18, 19, 20, 21].map(idOf),
      older: true,
      newer: false,
    });
    expect(Object.keys(trimmed.messages).sort()).toEqual([2, 17, 18, 19, 20, 21].map(idOf));
    expect(trimmed.rooms).toBe(long.rooms);
  });

  it("keeps the newest notes of a room where people come and go and nobody talks", () => {
    const quiet: State = {
      ...long,
      timelines: { [GENERAL]: { messageIds: [idOf(2)], notes: [], older: false, newer: false } },
    };
    const busy = applyEvents(
      quiet,
      Array.from({ length: 300 }, (_, index) =>
        envelopeOf(index + 30, { type: "member.left", roomId: GENERAL, userId: BEN, memberCount: 3 }),
      ),
    );
    const { notes, ...timeline } = trimTimeline(busy, GENERAL, 5).timelines[GENERAL] ?? {};
    expect(notes?.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 130));
    expect(timeline).toEqual({ messageIds: [idOf(2)], older: false, newer: false });
  });

  it("does not bring back at the end what was cut off, when a page of this room or another comes", () => {
    const recent = Array.from({ length: 20 }, (_, index) => sentAt(index + 2));
    const trimmed = trimTimeline(long, GENERAL, 5);
    const page = { messages: [], notes: [], quoted: [], seq: 1, older: false, newer: false };
    const merged = [
      mergePage(trimmed, { roomId: GARDEN, page, place: "replace" }, recent),
      mergeMembers(trimmed, { roomId: GENERAL, members: [], seq: 1 }, recent),
    ];
    for (const state of merged) {
      expect(state.timelines[GENERAL]).toEqual(trimmed.timelines[GENERAL]);
      expect(state.messages).toEqual(trimmed.messages);
    }
  });

  it("leaves a short timeline and other rooms as they are", () => {
    expect(trimTimeline(long, GENERAL, 50).timelines).toBe(long.timelines);
    expect(trimTimeline(long, GARDEN, 5)).toBe(long);
  });

  it("drops a stretch of the past altogether", () => {
    const past = { ...long, timelines: { [GENERAL]: { messageIds: [idOf(2)], notes: [], older: true, newer: true } } };
    expect(trimTimeline(past, GENERAL, 5)).toMatchObject({ timelines: {}, messages: {} });
  });
});

/** Notes and messages of a timeline in the order in which they are shown, which is by seq wherever they came from. */
function inOrder({ timelines, messages }: State) {
  return Object.entries(timelines).map(([roomId, { messageIds, notes, older, newer }]) => ({
    roomId,
    older,
    newer,
    messageIds: [...messageIds].sort((left, right) => (messages[left]?.seq ?? 0) - (messages[right]?.seq ?? 0)),
    notes: [...notes].sort((left, right) => left.seq - right.seq),
  }));
}
