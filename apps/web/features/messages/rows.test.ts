import type { OutboxItemOf } from "@hiroba/client";
import type { Message, Note, Timeline } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { type Row, type RowsInput, toRows } from "./rows";

const noon = Date.parse("2026-11-22T12:00:00.000Z");
const minute = 60_000;

function message(seq: number, authorId: string, minutes: number, replyToId: string | null = null): Message {
  return {
    id: `m${seq}`,
    roomId: "room",
    authorId,
    seq,
    rev: seq,
    body: `${seq}`,
    replyToId,
    mentions: { userIds: [], room: false },
    reactions: [],
    createdAt: new Date(noon + minutes * minute).toISOString(),
    editedAt: null,
    deletedAt: null,
  };
}

function note(seq: number, minutes: number): Note {
  const at = new Date(noon + minutes * minute).toISOString();
  return { seq, roomId: "room", at, actorId: "aiko", kind: "joined", userId: "ben", text: "" };
}

function unsent(id: string, minutes: number): OutboxItemOf<"message.send"> {
  return {
    id,
    command: "message.send",
    input: { id, roomId: "room", body: id },
    roomId: "room",
    status: "queued",
    attempts: 0,
    queuedAt: noon + minutes * minute,
    error: null,
  };
}

function rows(
  messages: Message[],
  rest: Partial<Omit<RowsInput, "messages" | "timeline">> & { timeline?: Partial<Timeline> } = {},
): Row[] {
  const timeline = {
    messageIds: messages.map(({ id }) => id),
    notes: [],
    older: false,
    newer: false,
    ...rest.timeline,
  };
  const byId = Object.fromEntries(messages.map((it) => [it.id, it]));
  return toRows({ unsent: [], userId: "aiko", newFrom: null, ...rest, messages: byId, timeline });
}

/** Rows in short: `m1*` leads its group, `m1` follows in it. */
const short = (list: Row[]) =>
  list.map((row) => (row.kind === "message" ? row.id + (row.leads ? "*" : "") : row.kind)).join(" ");

test("one author's messages stand together for five minutes", () => {
  const list = rows([message(1, "ben", 0), message(2, "ben", 4), message(3, "ben", 10), message(4, "dee", 11)]);
  expect(short(list)).toBe("beginning day m1* m2 m3* m4* end");
});

test("an answer begins a group, so that its quote has room", () => {
  expect(short(rows([message(1, "ben", 0), message(2, "ben", 1, "m1")]))).toBe("beginning day m1* m2* end");
});

test("a day begins with its name", () => {
  expect(short(rows([message(1, "ben", 0), message(2, "ben", 24 * 60)]))).toBe("beginning day m1* day m2* end");
});

test("notes stand in their place, and together", () => {
  const list = rows([message(1, "ben", 0), message(5, "ben", 1)], { timeline: { notes: [note(3, 0), note(2, 0)] } });
  expect(short(list)).toBe("beginning day m1* notes m5* end");
  expect(list.find((row) => row.kind === "notes")?.notes.map(({ seq }) => seq)).toEqual([2, 3]);
});

test("the new line stands before the first message of somebody else", () => {
  const messages = [message(1, "ben", 0), message(2, "aiko", 1), message(3, "ben", 2), message(4, "ben", 3)];
  expect(short(rows(messages, { newFrom: 2 }))).toBe("beginning day m1* m2* new m3* m4 end");
  expect(short(rows(messages, { newFrom: 9 }))).not.toContain("new");
});

test("what is not sent stands last, under the key it will keep", () => {
  const before = rows([message(1, "ben", 0)], { unsent: [unsent("m2", 1)] });
  expect(short(before)).toBe("beginning day m1* m2* end");
  const after = rows([message(1, "ben", 0), message(2, "aiko", 1)], { unsent: [unsent("m2", 1)] });
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
});

test("what waits in a room whose history is not here is shown below the gap", () => {
  const list = toRows({ timeline: undefined, messages: {}, unsent: [unsent("m2", 1)], userId: "aiko", newFrom: null });
  expect(short(list)).toBe("missing day m2* end");
});

test("where more history follows, the beginning is not claimed", () => {
  expect(short(rows([message(1, "ben", 0)], { timeline: { older: true } }))).toBe("older day m1* end");
});
