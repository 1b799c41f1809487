import { newId, roomTopic, type Topic } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { type LogEntry, toEntry } from "./entry.ts";
import { createRing, type Ring } from "./ring.ts";

const rooms = [newId(), newId(), newId()] as const;
const at = "2026-01-01T00:00:00.000Z";
const topics = rooms.map(roomTopic);

function entry(seq: number, topic: Topic): LogEntry {
  const event = { type: "workspace.updated", workspace: { name: `name ${seq}`, createdAt: at, rev: seq } } as const;
  return toEntry({ seq, topic, at, actorId: null }, JSON.stringify(event));
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
