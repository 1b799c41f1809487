import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Envelope, EventType } from "../events.ts";
import { eventSchema } from "../events.ts";
import {
  AIKO,
  BEN,
  entryOf,
  envelopeOf,
  GARDEN,
  GENERAL,
  histories,
  idOf,
  messageOf,
  redact,
  sentAt,
  stateOf,
} from "../testing/history.ts";
import { userTopic } from "../topics.ts";
import { applyEvents, reapplyToWindows } from "./apply.ts";
import { editState } from "./edit.ts";
import type { State } from "./state.ts";

const numbersOf = ({ rooms }: State) => ({ unread: rooms[GENERAL]?.unread, mentions: rooms[GENERAL]?.mentions });

describe("applying events", () => {
  it("leaves the state it was given as it was", () => {
    fc.assert(
      fc.property(histories, (log) => {
        const state = deepFreeze(stateOf());
        expect(() => applyEvents(state, log)).not.toThrow();
      }),
    );
  });

  it("comes to the same one at a time, in any batches, or all at once", () => {
    fc.assert(
      fc.property(histories, fc.nat(25), (log, cut) => {
        const whole = applyEvents(stateOf(), log);
        expect(log.reduce((state, envelope) => applyEvents(state, [envelope]), stateOf())).toEqual(whole);
        expect(applyEvents(applyEvents(stateOf(), log.slice(0, cut)), log.slice(cut))).toEqual(whole);
      }),
    );
  });

  it("comes to the same whether a deleted text was seen or had left the log before (L7)", () => {
    fc.assert(
      fc.property(histories, fc.nat(26), (log, asleepFrom) => {
        const seen = redact(log, asleepFrom).filter(({ seq }) => seq <= asleepFrom);
        const missed = redact(log, Number.POSITIVE_INFINITY).filter(({ seq }) => seq > asleepFrom);
        expect(applyEvents(applyEvents(stateOf(), seen), missed)).toEqual(applyEvents(stateOf(), log));
      }),
    );
  });

  it("keeps the identity of what it does not touch, so that screens need not draw it again", () => {
    const state = stateOf({ messages: { [idOf(2)]: messageOf(2), [idOf(3)]: messageOf(3) } });
    const next = applyEvents(state, [
      envelopeOf(4, { type: "message.edited", message: { ...messageOf(2), body: "edited", rev: 4 } }),
    ]);
    expect(next.messages[idOf(2)]).not.toBe(state.messages[idOf(2)]);
    expect(next.messages[idOf(3)]).toBe(state.messages[idOf(3)]);
    expect(next.rooms).toBe(state.rooms);
    expect(next.timelines).toBe(state.timelines);
    expect(applyEvents(state, [])).toBe(state);
  });

  it("of a room one is not in changes nothing", () => {
    const elsewhere = { roomId: GARDEN };
    const events: Envelope[] = [
      sentAt(2, elsewhere),
      envelopeOf(3, { type: "member.left", roomId: GARDEN, userId: BEN, memberCount: 0 }),
      envelopeOf(4, { type: "room.updated", room: { ...entryOf(GARDEN).room, rev: 4 }, changes: ["renamed"] }),
    ];
    expect(applyEvents(stateOf(), events)).toEqual(stateOf());
  });

  it("knows every event there is", () => {
    const types = eventSchema.options.map((option) => option.shape.type.value);
    const silent: EventType[] = ["session.ended", "token.created", "token.revoked", "invite.created", "invite.revoked"];
    for (const type of silent) {
      expect(types).toContain(type);
      expect(applyEvents(stateOf(), [envelopeOf(2, { type } as never, userTopic(AIKO))])).toEqual(stateOf());
    }
  });
});

describe("unread counts", () => {
  const numbersAfter = (...envelopes: Envelope[]) => numbersOf(applyEvents(stateOf(), envelopes));
  const deleted = (seq: number, of: number, changes = {}) =>
    envelopeOf(seq, {
      type: "message.deleted",
      message: messageOf(of, { ...changes, body: "", deletedAt: "x", rev: seq }),
    });

  it("count what others say, and what calls me", () => {
    const mentions = { userIds: [AIKO], room: false };
    expect(numbersAfter(sentAt(2))).toEqual({ unread: 1, mentions: 0 });
    expect(numbersAfter(sentAt(2, { mentions }), sentAt(3, { mentions: { userIds: [], room: true } }))).toEqual({
      unread: 2,
      mentions: 2,
    });
    expect(numbersAfter(sentAt(2, { mentions: { userIds: [BEN], room: false } }))).toEqual({ unread: 1, mentions: 0 });
  });

  it("do not count what I say, though it call everybody", () => {
    expect(numbersAfter(sentAt(2, { authorId: AIKO, mentions: { userIds: [AIKO], room: true } }))).toEqual({
      unread: 0,
      mentions: 0,
    });
  });

  it("forget what is deleted, its mention too", () => {
    const mentions = { userIds: [], room: true };
    expect(numbersAfter(sentAt(2, { mentions }), deleted(3, 2, { mentions }))).toEqual({ unread: 0, mentions: 0 });
    const read = { seq: 1, unreadFrom: null };
    const recounted = envelopeOf(4, { type: "read.marked", roomId: GENERAL, read, unread: 0, mentions: 0 });
    const byName = sentAt(2, { mentions: { userIds: [AIKO], room: false } });
    expect(numbersAfter(byName, deleted(3, 2), recounted)).toEqual({ unread: 0, mentions: 0 });
  });

  it("do not go below what was read when a read message is deleted", () => {
    const read = envelopeOf(3, {
      type: "read.marked",
      roomId: GENERAL,
      read: { seq: 2, unreadFrom: null },
      unread: 0,
      mentions: 0,
    });
    expect(numbersAfter(sentAt(2), read, deleted(4, 2))).toEqual({ unread: 0, mentions: 0 });
  });

  it("reach back to where the room was marked unread", () => {
    const unread = envelopeOf(4, {
      type: "read.marked",
      roomId: GENERAL,
      read: { seq: 3, unreadFrom: 2 },
      unread: 2,
      mentions: 0,
    });
    expect(numbersAfter(sentAt(2), sentAt(3), unread, deleted(5, 2))).toEqual({ unread: 1, mentions: 0 });
  });

  it("are not moved by an edit, though it add a name", () => {
    const edited = { ...messageOf(2), body: "hello @aiko", rev: 3 };
    expect(numbersAfter(sentAt(2), envelopeOf(3, { type: "message.edited", message: edited }))).toEqual({
      unread: 1,
      mentions: 0,
    });
  });
});

describe("what is held of a room", () => {
  it("goes with the last event that concerns me", () => {
    const held = applyEvents(stateOf({ members: { [GENERAL]: { byId: {}, seq: 1 } } }), [sentAt(2)]);
    const left = applyEvents(held, [envelopeOf(3, { type: "room.left", roomId: GENERAL }, userTopic(AIKO))]);
    expect(left).toMatchObject({ rooms: {}, timelines: {}, messages: {}, members: {}, drafts: {} });
  });

  it("does not grow while a stretch of the past is shown", () => {
    const past = stateOf({ timelines: { [GENERAL]: { messageIds: [], notes: [], older: true, newer: true } } });
    const next = applyEvents(past, [sentAt(2)]);
    expect(next.timelines).toBe(past.timelines);
    expect(next.messages).toEqual({});
    expect(numbersOf(next)).toEqual({ unread: 1, mentions: 0 });
  });

  it("stays the newer where an older version comes late", () => {
    const newer = messageOf(2, { body: "third", rev: 9 });
    const state = stateOf({ messages: { [newer.id]: newer } });
    const late = { ...messageOf(2), body: "second", rev: 5 };
    expect(applyEvents(state, [envelopeOf(5, { type: "message.edited", message: late })]).messages[newer.id]).toBe(
      newer,
    );
  });

  it("is the same when events that it contains are applied to it again", () => {
    fc.assert(
      fc.property(histories, (log) => {
        const once = applyEvents(stateOf(), log);
        const edit = editState(once);
        reapplyToWindows(edit, log, 0);
        expect(edit.state).toEqual(once);
      }),
    );
  });
});

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
