import { newId, roomTopic, type Topic } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { type LogEntry, toEntry } from "./entry.ts";
import { createRing } from "./ring.ts";

const rooms = [newId(), newId(), newId()] as const;
const at = "2026-01-01T00:00:00.000Z";
const topics = rooms.map(roomTopic);

function entry(seq: number, topic: Topic): LogEntry {
  const event = { type: "workspace.updated", workspace: { name: `name ${seq}`, createdAt: at, rev: seq } } as const;
  return toEntry({ seq, topic, at, actorId: null }, JSON.stringify(event));
}

function fill(ring: ReturnType<typeof createRing>, from: number, to: number): void {
  for (let seq = from; seq <= to; seq++) ring.push(entry(seq, topics[seq % 3] ?? "workspace"));
}

it("answers what some topics brought after a seq, in order, and nothing else", () => {
  const ring = createRing(0, { size: 100, bytes: 1_000_000 });
  fill(ring, 1, 12);
  expect(ring.after(4, topics.slice(0, 2)).map(({ seq }) => seq)).toEqual([6, 7, 9, 10, 12]);
  expect(ring.after(12, topics)).toEqual([]);
  expect(ring.after(0, ["workspace"])).toEqual([]);
});

it("forgets the oldest past its size, and says what it still covers", () => {
  const ring = createRing(0, { size: 20, bytes: 1_000_000 });
  fill(ring, 1, 26);
  expect([ring.covers(5), ring.covers(6), ring.covers(26), ring.covers(27)]).toEqual([false, true, true, false]);
  expect(ring.after(6, topics).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => 7 + index));
});

it("forgets the oldest past its bytes", () => {
  const ring = createRing(0, { size: 1_000, bytes: 2_000 });
  fill(ring, 1, 100);
  const held = ring.after(100 - 8, topics);
  expect(ring.covers(50)).toBe(false);
  expect(held).toHaveLength(8);
});
