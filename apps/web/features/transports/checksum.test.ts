import type { Message, State } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { checksumOf } from "./checksum";

const message = (seq: number, changes: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  roomId: "r",
  authorId: "a",
  seq,
  rev: seq,
  body: `text ${seq}`,
  replyToId: null,
  mentions: { userIds: [], room: false },
  reactions: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  editedAt: null,
  deletedAt: null,
  ...changes,
});

function hold(messages: readonly Message[]): State {
  const at = "2026-01-01T00:00:00.000Z";
  return {
    userId: "a",
    workspace: { name: "w", createdAt: at, rev: 1 },
    settings: { locale: "auto", theme: "auto", enterKey: "send" },
    users: {},
    rooms: {
      r: {
        room: {
          id: "r",
          kind: "public",
          name: "general",
          topic: "",
          autoJoin: true,
          archived: false,
          createdById: null,
          createdAt: at,
          rev: 1,
        },
        memberCount: 1,
        membership: { role: "member", joinedSeq: 1, muted: false, starred: false },
        read: { seq: 0, unreadFrom: null },
        unread: 0,
        mentions: 0,
        lastSeq: 40,
      },
    },
    drafts: {},
    timelines: { r: { messageIds: messages.map(({ id }) => id), notes: [], older: false, newer: false } },
    messages: Object.fromEntries(messages.map((it) => [it.id, it])),
    members: {},
  };
}

const all = Array.from({ length: 40 }, (_, index) => message(index + 1));

test("who holds more of the past agrees with who holds less", () => {
  expect(checksumOf(hold(all), "r")).toBe(checksumOf(hold(all.slice(5)), "r"));
});

test("an edit, a deletion and a reaction each change it", () => {
  const changes: Partial<Message>[] = [
    { body: "other", rev: 41 },
    { deletedAt: "2026-01-02T00:00:00.000Z" },
    { reactions: [{ emoji: "👍", userIds: ["b"] }] },
  ];
  const sums = changes.map((change) => checksumOf(hold([...all.slice(0, -1), message(40, change)]), "r"));
  expect(new Set([checksumOf(hold(all), "r"), ...sums]).size).toBe(4);
});

test("a room that is not held has none", () => {
  expect(checksumOf(hold(all), "other")).toBeNull();
});
