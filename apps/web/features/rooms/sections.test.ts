import type { RoomEntry } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { stepRoom, toSections } from "./sections";

type Given = { unread?: number; mentions?: number; muted?: boolean; starred?: boolean; archived?: boolean };

function room(
  name: string,
  { unread = 0, mentions = 0, muted = false, starred = false, archived = false }: Given = {},
): RoomEntry {
  return {
    room: {
      id: name,
      kind: "public",
      name,
      topic: "",
      autoJoin: false,
      archived,
      createdById: null,
      createdAt: "2026-11-22T00:00:00.000Z",
      rev: 1,
    },
    memberCount: 1,
    membership: { role: "member", joinedSeq: 1, muted, starred },
    read: { seq: 0, unreadFrom: null },
    unread,
    mentions,
    lastSeq: 9,
  };
}

const sections = (entries: RoomEntry[], open: { roomId: string; wasUnread: boolean } | null = null) =>
  toSections({ entries, unread: (entry) => entry, open });

test("unread rooms come first, then starred ones, then the rest, by name", () => {
  const entries = [room("zoo"), room("bar", { starred: true }), room("cup", { unread: 2 }), room("ant")];
  expect(sections(entries)).toEqual({ unread: ["cup"], starred: ["bar"], rooms: ["ant", "zoo"] });
});

test("a muted room asks for attention only when it mentions me", () => {
  const entries = [room("loud", { unread: 3, muted: true }), room("call", { unread: 3, mentions: 1, muted: true })];
  expect(sections(entries)).toMatchObject({ unread: ["call"], rooms: ["loud"] });
});

test("the open room keeps the place it was opened in", () => {
  const entries = [room("read now"), room("b", { unread: 1 })];
  expect(sections(entries, { roomId: "read now", wasUnread: true }).unread).toEqual(["b", "read now"]);
});

test("archived rooms are out of the way unless one is open", () => {
  const entries = [room("old", { archived: true })];
  expect(sections(entries).rooms).toEqual([]);
  expect(sections(entries, { roomId: "old", wasUnread: false }).rooms).toEqual(["old"]);
});

test("a step leads to the next room of the list, and past its end to the first", () => {
  const ids = ["a", "b", "c"];
  expect([stepRoom(ids, "a", 1), stepRoom(ids, "c", 1)]).toEqual(["b", "a"]);
  expect([stepRoom(ids, "b", -1), stepRoom(ids, "a", -1)]).toEqual(["a", "c"]);
  expect([stepRoom(ids, null, 1), stepRoom(ids, null, -1)]).toEqual(["a", "c"]);
  expect([stepRoom(["a"], "a", 1), stepRoom([], null, 1)]).toEqual([null, null]);
});
