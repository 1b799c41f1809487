import { type Event, type Id, type Message, newId, roomTopic, type Topic } from "@hiroba/protocol";
import { describe, expect, it } from "vitest";
import { type OpenEntry, toEntry, toEnvelope } from "./entry.ts";
import { createRing, type Ring } from "./ring.ts";

const rooms = [newId(), newId(), newId()] as const;
const at = "2026-01-01T00:00:00.000Z";
const topics = rooms.map(roomTopic);

function entry(seq: number, topic: Topic): OpenEntry {
  return open(seq, topic, {
    type: "workspace.updated",
    workspace: { name: `name ${seq}`, createdAt: at, rev: seq },
  });
}

function open(seq: number, topic: Topic, event: Event): OpenEntry {
  const envelope = { seq, topic, at, actorId: null, event };
  return { ...toEntry(envelope, JSON.stringify(event)), envelope };
}

/** All that a ring holds of some topics after a seq. */
function readAfter(ring: Ring, seq: number, of: readonly Topic[]): number[] {
  return ring.after(of, () => seq, Number.POSITIVE_INFINITY).entries.map((one) => one.seq);
}

function fill(ring: Ring, from: number, to: number): void {
  for (let seq = from; seq <= to; seq++) ring.push(entry(seq, topics[seq % 3] ?? "workspace"));
}

it("answers what some topics brought after a seq, in order, and nothing else", () => {
  const ring = createRing(0, { size: 100, bytes: 1_000_000 });
  fill(ring, 1, 12);
  expect(readAfter(ring, 4, topics.slice(0, 2))).toEqual([6, 7, 9, 10, 12]);
  expect(readAfter(ring, 12, topics)).toEqual([]);
  expect(readAfter(ring, 0, ["workspace"])).toEqual([]);
  expect(ring.after([], () => 0, 5)).toEqual({ entries: [], count: 0 });
});

it("answers the first of them, each topic from a seq of its own on, and how many there are", () => {
  const ring = createRing(0, { size: 1_000, bytes: 1_000_000 });
  const many = Array.from({ length: 9 }, () => roomTopic(newId()));
  // Some topics have been silent for long, some come in runs.
  const topicOf = (seq: number) => many[(seq * seq + (seq >> 3)) % many.length] ?? "workspace";
  for (let seq = 1; seq <= 300; seq++) ring.push(entry(seq, topicOf(seq)));
  for (const start of [0, 1, 137, 299, 300]) {
    const since = (topic: Topic) => start + 17 * many.indexOf(topic);
    const all = Array.from({ length: 300 }, (_, index) => index + 1).filter((seq) => seq > since(topicOf(seq)));
    for (const limit of [1, 2, 50, 300, 1_000]) {
      const { entries, count } = ring.after(many, since, limit);
      expect([entries.map(({ seq }) => seq), count]).toEqual([all.slice(0, limit), all.length]);
    }
  }
});

it("forgets the oldest past its size, and says what it still covers", () => {
  const ring = createRing(0, { size: 20, bytes: 1_000_000 });
  fill(ring, 1, 26);
  expect([ring.covers(5), ring.covers(6), ring.covers(26), ring.covers(27)]).toEqual([false, true, true, false]);
  expect(readAfter(ring, 6, topics)).toEqual(Array.from({ length: 20 }, (_, index) => 7 + index));
});

it("forgets the oldest past its bytes", () => {
  const ring = createRing(0, { size: 1_000, bytes: 2_000 });
  fill(ring, 1, 100);
  const held = readAfter(ring, 100 - 8, topics);
  expect(ring.covers(50)).toBe(false);
  expect(held).toHaveLength(8);
});

describe("a deletion", () => {
  const roomId = newId();
  const topic = roomTopic(roomId);
  const SIZE = 50_000;
  const ids = Array.from({ length: SIZE }, () => newId());

  const message = (id: Id, seq: number, body: string): Message => ({
    id,
    roomId,
    authorId: roomId,
    seq,
    rev: seq,
    body,
    replyToId: null,
    mentions: { userIds: [], room: false },
    reactions: [],
    createdAt: at,
    editedAt: null,
    deletedAt: null,
  });
  const toTombstone = (seq: number): Message => ({ ...message(ids[seq] ?? "", seq, ""), deletedAt: at, rev: SIZE });
  const toText = (seq: number) => `The text of ${seq}, and more of it. `.repeat(10);

  /** A room in which each fifth event is an edit of the fourth before it, and each hundredth one of the hundredth. */
  const toEvent = (seq: number): Event => {
    const edited = seq > 100 && seq % 100 === 0 ? 100 : seq - 4;
    const type = seq % 5 === 0 ? "message.edited" : "message.created";
    const of = type === "message.edited" ? edited : seq;
    return { type, message: message(ids[of] ?? "", of, toText(of)) };
  };
  const fillRoom = () => {
    const ring = createRing(0, { size: SIZE, bytes: 1_000_000_000 });
    for (let seq = 1; seq < SIZE; seq++) ring.push(open(seq, topic, toEvent(seq)));
    return ring;
  };
  const readAll = (ring: Ring) => ring.after([topic], () => 0, SIZE).entries;

  it("replaces a message's text wherever it was brought, and nothing else", () => {
    const ring = fillRoom();
    const deleted = [1, 6, 100, 107, SIZE - 1];
    const isDeleted = (seq: number) => {
      const event = toEvent(seq);
      return "message" in event && deleted.includes(event.message.seq);
    };
    const before = readAll(ring).map(({ json }) => json);
    for (const seq of deleted) ring.redact(toTombstone(seq));
    const changed = readAll(ring).filter(({ json }, index) => json !== before[index]);
    const seqs = Array.from({ length: SIZE - 1 }, (_, index) => index + 1);
    expect(changed.map(({ seq }) => seq)).toEqual(seqs.filter(isDeleted));
    for (const one of changed) {
      const { type, message: of } = toEvent(one.seq) as Event & { message: Message };
      const event = { type, message: toTombstone(of.seq) };
      expect(toEnvelope(one)).toEqual({ seq: one.seq, topic, at, actorId: null, event });
    }
  });

  it("finds the edits of what it has forgotten, and forgets with the rest what it knew of them", () => {
    const ring = createRing(0, { size: 100, bytes: 1_000_000 });
    for (let seq = 1; seq <= 126; seq++) ring.push(open(seq, topic, toEvent(seq)));
    // Created before what is held, edited within.
    expect(ring.covers(26)).toBe(true);
    ring.redact(toTombstone(26));
    const [edited] = ring.after([topic], () => 29, 1).entries;
    expect(edited && toEnvelope(edited).event).toEqual({ type: "message.edited", message: toTombstone(26) });
    ring.redact(toTombstone(1));
    expect(readAfter(ring, 26, [topic])).toHaveLength(100);
  });

  it("of twenty messages costs less than one look at all that is held", () => {
    const ring = fillRoom();
    const entries = readAll(ring);
    const absent = newId();
    const timeOf = (act: () => void) => {
      const started = performance.now();
      act();
      return performance.now() - started;
    };
    let [deletions, looks] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 5; round++) {
      const first = 40_001 + 1_000 * round;
      deletions = Math.min(
        deletions,
        timeOf(() => {
          for (let count = 0; count < 20; count++) ring.redact(toTombstone(first + 5 * count));
        }),
      );
      looks = Math.min(
        looks,
        timeOf(() => entries.filter(({ json }) => json.includes(absent))),
      );
    }
    expect(deletions).toBeLessThan(looks);
  });
});
