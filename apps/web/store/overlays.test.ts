import type { OutboxItem } from "@hiroba/client";
import type { Message } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { noOverlays, overlayMessage, toOverlays } from "./overlays";

const base = { roomId: "room", status: "queued", attempts: 0, queuedAt: 0, error: null } as const;
const react = (id: string, command: "reaction.add" | "reaction.remove", emoji: string): OutboxItem => ({
  ...base,
  id,
  command,
  input: { messageId: "m1", emoji },
});
const edit = (body: string): OutboxItem => ({
  ...base,
  id: "e1",
  command: "message.edit",
  input: { messageId: "m1", body },
});
const remove: OutboxItem = { ...base, id: "d1", command: "message.delete", input: { messageId: "m1" } };

const message: Message = {
  id: "m1",
  roomId: "room",
  authorId: "aiko",
  seq: 1,
  rev: 1,
  body: "said",
  replyToId: null,
  mentions: { userIds: [], room: false },
  reactions: [{ emoji: "👍", userIds: ["ben", "aiko"] }],
  createdAt: "2026-11-22T12:00:00.000Z",
  editedAt: null,
  deletedAt: null,
};

const overlaid = (...items: OutboxItem[]) => overlayMessage(message, items, "aiko");

test("my reactions show at once, and go at once", () => {
  expect(overlaid(react("1", "reaction.add", "🎉")).reactions.at(-1)).toEqual({ emoji: "🎉", userIds: ["aiko"] });
  expect(overlaid(react("1", "reaction.remove", "👍")).reactions).toEqual([{ emoji: "👍", userIds: ["ben"] }]);
  expect(overlaid(react("1", "reaction.add", "🎉"), react("2", "reaction.remove", "🎉")).reactions).toEqual(
    message.reactions,
  );
});

test("an edit shows the new text, marked, and a deletion the tombstone", () => {
  expect(overlaid(edit("better"))).toMatchObject({ body: "better", editedAt: "1970-01-01T00:00:00.000Z" });
  expect(overlaid(edit("better"), remove)).toMatchObject({ body: "", reactions: [], deletedAt: expect.any(String) });
});

test("what was refused does not show", () => {
  expect(overlaid({ ...edit("refused"), status: "failed" })).toEqual(message);
});

test("a message whose items stay the same keeps its list, so that its row rests", () => {
  const item = edit("better");
  const other: OutboxItem = {
    ...base,
    id: "m2",
    command: "message.send",
    input: { id: "m2", roomId: "room", body: "" },
  };
  const before = toOverlays([item], noOverlays);
  const after = toOverlays([item, other], before);
  expect(after.m1).toBe(before.m1);
  expect(toOverlays([item, other], after)).toBe(after);
});
