import { type ErrorCode, type Failure, newId, type Result, type Written } from "@hiroba/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toForeign } from "../failures.ts";
import { parseItems } from "../stores/parse-record.ts";
import { GARDEN, GENERAL } from "../testing/story.ts";
import { createOutbox } from "./outbox.ts";
import type { OutboxCommand, OutboxItem, OutboxItemOf } from "./outbox-item.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Run = { item: OutboxItem; answer(result: Result<Written>): void };

/** An outbox whose commands are answered by hand and whose store is a variable. */
function createDesk({ isOpen = true } = {}) {
  const runs: Run[] = [];
  const desk = { runs, isOpen, stored: [] as readonly OutboxItem[], save: async () => {} };
  const outbox = createOutbox({
    run: (item) => new Promise((answer) => runs.push({ item, answer })),
    isOpen: () => desk.isOpen,
    save: async (items) => {
      await desk.save();
      desk.stored = items;
    },
    handleChange: () => {},
  });
  const underWay = () => runs.map(({ item }) => item.id);
  const answer = async (index: number, result: Result<Written>) => {
    runs[index]?.answer(result);
    await vi.advanceTimersByTimeAsync(0);
  };
  return Object.assign(desk, { outbox, underWay, answer });
}

function itemOf<Command extends OutboxCommand>(
  command: Command,
  input: OutboxItemOf<Command>["input"],
  roomId = GENERAL,
): OutboxItem {
  const id = "id" in input ? input.id : newId();
  const fields = { id, roomId, status: "queued", attempts: 0, queuedAt: 0, error: null };
  return { ...fields, command, input } as OutboxItem;
}

function messageIn(roomId = GENERAL): OutboxItem {
  return itemOf("message.send", { id: newId(), roomId, body: "hello" }, roomId);
}

const done = (seq: number): Result<Written> => ({ ok: true, data: { seq } });
const refused = (code: ErrorCode, details: Failure["details"] = {}): Result<Written> => ({
  ok: false,
  error: { code, message: "", details, requestId: "" },
});
const flush = () => vi.advanceTimersByTimeAsync(0);
const statuses = (items: readonly OutboxItem[]) => items.map(({ status }) => status);

test("an item is stored before it is tried, sent until its event is seen, then gone", async () => {
  const desk = createDesk();
  let finishSaving = () => {};
  desk.save = () => new Promise((resolve) => (finishSaving = resolve));
  const item = messageIn();
  desk.outbox.add(item);
  await flush();
  desk.outbox.resume();
  expect(desk.runs).toHaveLength(0);
  expect(statuses(desk.outbox.items())).toEqual(["queued"]);

  desk.save = async () => {};
  finishSaving();
  await flush();
  expect(desk.underWay()).toEqual([item.id]);
  expect(desk.stored).toHaveLength(1);
  expect(statuses(desk.outbox.items())).toEqual(["sending"]);

  await desk.answer(0, done(7));
  desk.outbox.see(6);
  expect(statuses(desk.outbox.items())).toEqual(["sending"]);
  desk.outbox.see(7);
  expect(desk.outbox.items()).toEqual([]);
  await flush();
  expect(desk.stored).toEqual([]);
});

test("an item whose event comes before its answer is gone with the answer", async () => {
  const desk = createDesk();
  desk.outbox.add(messageIn());
  await flush();
  desk.outbox.see(7);
  expect(statuses(desk.outbox.items())).toEqual(["sending"]);
  await desk.answer(0, done(7));
  expect(desk.outbox.items()).toEqual([]);
});

test("a deletion whose message is not to be found any more, as in a room that was left, is refused", async () => {
  const desk = createDesk();
  desk.outbox.add(itemOf("message.delete", { messageId: newId() }));
  await flush();
  await desk.answer(0, refused("NOT_FOUND"));
  expect(desk.outbox.items()).toMatchObject([{ status: "failed", error: { code: "NOT_FOUND" } }]);
});

test("the deletion of a message that was given up, and had not come, is no failure, though a restart comes between", async () => {
  const desk = createDesk();
  const message = messageIn();
  desk.outbox.add(message);
  await flush();
  await desk.answer(0, refused("UNAVAILABLE"));
  desk.isOpen = false;
  desk.outbox.discard(message.id);
  await flush();
  desk.outbox.load(parseItems(JSON.parse(JSON.stringify(desk.stored))));
  desk.isOpen = true;
  await flush();
  expect(desk.runs[1]?.item).toMatchObject({ command: "message.delete", input: { messageId: message.id } });
  await desk.answer(1, refused("NOT_FOUND"));
  expect(desk.outbox.items()).toEqual([]);
});

test("a store that cannot be written does not keep anybody from sending", async () => {
  const desk = createDesk();
  desk.save = () => Promise.reject(new Error("disk full"));
  desk.outbox.add(messageIn());
  await flush();
  expect(desk.runs).toHaveLength(1);
});

test("a store that does not answer does not keep anybody from sending for more than some seconds", async () => {
  const desk = createDesk();
  desk.save = () => new Promise(() => {});
  const [first, second] = [messageIn(), messageIn(GARDEN)];
  desk.outbox.add(first);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(desk.underWay()).toEqual([first.id]);
  desk.outbox.add(second);
  await vi.advanceTimersByTimeAsync(100);
  expect(desk.underWay()).toEqual([first.id, second.id]);
  expect(desk.outbox.unstored().map(({ id }) => id)).toEqual([first.id, second.id]);
});

test("what a store refuses or takes late is not stored before it is, and what is acknowledged needs no store", async () => {
  const desk = createDesk({ isOpen: false });
  const [first, second] = [messageIn(), messageIn(GARDEN)];
  desk.save = () => Promise.reject(new Error("disk full"));
  desk.outbox.add(first);
  await flush();
  expect(desk.outbox.unstored()).toEqual([first]);
  let finishSaving = () => {};
  desk.save = () => new Promise((resolve) => (finishSaving = resolve));
  desk.outbox.add(second);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(desk.outbox.unstored()).toEqual([first, second]);
  finishSaving();
  await flush();
  expect(desk.outbox.unstored()).toEqual([]);

  desk.save = () => Promise.reject(new Error("disk full"));
  desk.isOpen = true;
  const third = messageIn(newId());
  desk.outbox.add(third);
  await flush();
  await desk.answer(desk.underWay().indexOf(third.id), done(7));
  expect(desk.outbox.unstored()).toEqual([]);
});

test("one item of a room is under way at a time, in order; rooms do not wait for each other", async () => {
  const desk = createDesk();
  const [first, second, other] = [messageIn(), messageIn(), messageIn(GARDEN)];
  for (const item of [first, second, other]) desk.outbox.add(item);
  await flush();
  expect(desk.underWay()).toEqual([first.id, other.id]);
  await desk.answer(0, done(1));
  expect(desk.underWay()).toEqual([first.id, other.id, second.id]);
});

test.each<ErrorCode>(["UNAVAILABLE", "RATE_LIMITED", "INTERNAL", "UNAUTHENTICATED", "PROTOCOL_OUTDATED"])(
  "%s puts an item back in its place, to be tried again",
  async (code) => {
    const desk = createDesk();
    const [first, second] = [messageIn(), messageIn()];
    desk.outbox.add(first);
    desk.outbox.add(second);
    await flush();
    await desk.answer(0, refused(code));
    expect(statuses(desk.outbox.items())).toEqual(["queued", "queued"]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(desk.underWay()).toEqual([first.id, first.id]);
  },
);

test("the wait that a refusal asks for is kept, even when the connection comes back", async () => {
  const desk = createDesk();
  desk.outbox.add(messageIn());
  await flush();
  await desk.answer(0, refused("RATE_LIMITED", { retryAfter: 8 }));
  desk.outbox.resume();
  await vi.advanceTimersByTimeAsync(7_900);
  expect(desk.runs).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(desk.runs).toHaveLength(2);
});

test("a clock that is set back does not make what waits wait longer", async () => {
  const desk = createDesk();
  desk.outbox.add(messageIn());
  await flush();
  await desk.answer(0, refused("UNAVAILABLE"));
  vi.setSystemTime(Date.now() - 86_400_000);
  desk.outbox.add(messageIn(GARDEN));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(desk.runs).toHaveLength(3);
});

test("an internal error that stays becomes a failure, so that it does not hold up the room for ever", async () => {
  const desk = createDesk();
  desk.outbox.add(messageIn());
  for (let attempt = 0; attempt < 5; attempt++) {
    await vi.advanceTimersByTimeAsync(20_000);
    await desk.answer(attempt, refused("INTERNAL"));
  }
  expect(statuses(desk.outbox.items())).toEqual(["failed"]);
});

test("what a proxy turns away becomes a failure too, and lets the next one go; what does not come through does not", async () => {
  const desk = createDesk();
  const [first, second] = [messageIn(), messageIn()];
  desk.outbox.add(first);
  desk.outbox.add(second);
  const wait = () => vi.advanceTimersByTimeAsync(20_000);
  for (let attempt = 0; attempt < 8; attempt++) {
    await wait();
    await desk.answer(attempt, { ok: false, error: toForeign(502) });
  }
  for (let attempt = 8; attempt < 13; attempt++) {
    await wait();
    await desk.answer(attempt, { ok: false, error: toForeign(403) });
  }
  expect(desk.outbox.items()).toMatchObject([
    { id: first.id, status: "failed", error: { details: { reason: "turnedAway" } } },
    { id: second.id, status: "sending" },
  ]);
});

test("an internal error after a bad line is one, and what was typed next stays behind", async () => {
  const desk = createDesk();
  const [first, second] = [messageIn(), messageIn()];
  desk.outbox.add(first);
  desk.outbox.add(second);
  for (let attempt = 0; attempt < 10; attempt++) {
    await vi.advanceTimersByTimeAsync(20_000);
    await desk.answer(attempt, refused(attempt % 5 === 4 ? "INTERNAL" : "UNAVAILABLE"));
  }
  await vi.advanceTimersByTimeAsync(20_000);
  expect(desk.outbox.items()).toMatchObject([
    { id: first.id, status: "sending" },
    { id: second.id, status: "queued" },
  ]);
});

test("a refused item stays failed until it is retried, and does not hold up the next", async () => {
  const desk = createDesk();
  const [first, second] = [messageIn(), messageIn()];
  desk.outbox.add(first);
  desk.outbox.add(second);
  await flush();
  await desk.answer(0, refused("FORBIDDEN"));
  expect(desk.underWay()).toEqual([first.id, second.id]);
  expect(desk.outbox.items()[0]).toMatchObject({ status: "failed", error: { code: "FORBIDDEN" } });
  await desk.answer(1, done(3));
  desk.outbox.see(3);
  desk.outbox.retry(first.id);
  expect(desk.outbox.items()).toMatchObject([{ id: first.id, status: "sending", error: null, attempts: 2 }]);
});

test("what was done to a message that fails, fails along, is retried along and discarded along", async () => {
  const desk = createDesk();
  const message = messageIn();
  desk.outbox.add(message);
  desk.outbox.add(itemOf("message.edit", { messageId: message.id, body: "hello there" }));
  desk.outbox.add(itemOf("reaction.add", { messageId: message.id, emoji: "👍" }));
  await flush();
  await desk.answer(0, refused("FORBIDDEN"));
  expect(statuses(desk.outbox.items())).toEqual(["failed", "failed", "failed"]);
  expect(desk.runs).toHaveLength(1);
  desk.outbox.retry(message.id);
  expect(statuses(desk.outbox.items())).toEqual(["sending", "queued", "queued"]);
  await desk.answer(1, refused("FORBIDDEN"));
  desk.outbox.discard(message.id);
  expect(desk.outbox.items()).toEqual([]);
});

test("a queued item can be discarded, one under way cannot", async () => {
  const desk = createDesk();
  const [first, second] = [messageIn(), messageIn()];
  desk.outbox.add(first);
  desk.outbox.add(second);
  await flush();
  desk.outbox.discard(first.id);
  desk.outbox.discard(second.id);
  expect(desk.outbox.items()).toMatchObject([{ id: first.id, status: "sending" }]);
});

test("what was done to a message that is under way is not discarded with it", async () => {
  const desk = createDesk();
  const message = messageIn();
  desk.outbox.add(message);
  desk.outbox.add(itemOf("message.edit", { messageId: message.id, body: "hello there" }));
  await flush();
  desk.outbox.discard(message.id);
  expect(statuses(desk.outbox.items())).toEqual(["sending", "queued"]);
});

test("a read mark that is under way is not replaced: the next waits for its answer", async () => {
  const desk = createDesk();
  desk.outbox.add(itemOf("read.mark", { roomId: GENERAL, seq: 4 }));
  await flush();
  desk.outbox.add(itemOf("read.mark", { roomId: GENERAL, seq: 9 }));
  await flush();
  expect(desk.runs).toHaveLength(1);
  await desk.answer(0, done(5));
  expect(desk.runs.map(({ item }) => item.input)).toEqual([
    { roomId: GENERAL, seq: 4 },
    { roomId: GENERAL, seq: 9 },
  ]);
});

test("without a connection everything waits, and goes at once when there is one", async () => {
  const desk = createDesk({ isOpen: false });
  desk.outbox.add(messageIn());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(desk.runs).toHaveLength(0);
  desk.isOpen = true;
  desk.outbox.resume();
  expect(desk.runs).toHaveLength(1);
  await desk.answer(0, refused("UNAVAILABLE"));
  desk.outbox.resume();
  expect(desk.runs).toHaveLength(2);
});

test("of read marks the furthest and of drafts the last is kept while they wait", async () => {
  const desk = createDesk({ isOpen: false });
  desk.outbox.add(itemOf("read.mark", { roomId: GENERAL, seq: 9 }));
  desk.outbox.add(itemOf("draft.save", { roomId: GENERAL, body: "hel" }));
  desk.outbox.add(itemOf("read.mark", { roomId: GENERAL, seq: 4 }));
  desk.outbox.add(itemOf("draft.save", { roomId: GENERAL, body: "hello" }));
  desk.outbox.add(itemOf("read.mark", { roomId: GARDEN, seq: 2 }, GARDEN));
  expect(desk.outbox.items().map(({ input }) => input)).toEqual([
    { roomId: GENERAL, seq: 9 },
    { roomId: GENERAL, body: "hello" },
    { roomId: GARDEN, seq: 2 },
  ]);
});

test("a read mark or a draft that was tried is asked for again, since its first copy may come late", async () => {
  const desk = createDesk();
  for (const [command, input, later] of [
    ["draft.save", { roomId: GENERAL, body: "half" }, { roomId: GENERAL, body: "" }],
    ["read.mark", { roomId: GARDEN, seq: 4 }, { roomId: GARDEN, seq: 9 }],
  ] as const) {
    desk.outbox.add(itemOf(command, input, input.roomId));
    await flush();
    await desk.answer(desk.runs.length - 1, refused("UNAVAILABLE"));
    desk.outbox.add(itemOf(command, later, later.roomId));
    expect(desk.outbox.items().map((item) => item.input)).toEqual([input, later]);
    desk.outbox.resume();
    await desk.answer(desk.runs.length - 1, done(1));
    desk.outbox.see(1);
    await flush();
    expect(desk.runs.slice(-3).map(({ item }) => item.input)).toEqual([input, input, later]);
    await desk.answer(desk.runs.length - 1, done(2));
    desk.outbox.see(2);
  }
});

test("what a crash interrupted is tried again from the store, under the same id", async () => {
  const before = createDesk();
  const [first, second] = [messageIn(), messageIn()];
  before.outbox.add(first);
  before.outbox.add(second);
  await flush();
  expect(statuses(before.stored)).toEqual(["sending", "queued"]);

  const after = createDesk();
  after.outbox.load(before.stored);
  await flush();
  expect(after.underWay()).toEqual([first.id]);
});

test("a pause puts back what is under way and heeds no late answer; a resume sends it again", async () => {
  const desk = createDesk();
  const item = messageIn();
  desk.outbox.add(item);
  await flush();
  await desk.outbox.pause();
  expect(desk.stored).toMatchObject([{ id: item.id, status: "queued" }]);
  desk.stored = [];
  await desk.answer(0, done(7));
  desk.outbox.see(7);
  expect(statuses(desk.outbox.items())).toEqual(["queued"]);
  expect(desk.stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(desk.runs).toHaveLength(1);
  desk.outbox.resume();
  expect(desk.underWay()).toEqual([item.id, item.id]);
});

test("an answer to what was under way before a pause says nothing of what is under way after it", async () => {
  const desk = createDesk();
  const item = messageIn();
  desk.outbox.add(item);
  await flush();
  await desk.outbox.pause();
  desk.outbox.resume();
  expect(desk.underWay()).toEqual([item.id, item.id]);
  await desk.answer(0, refused("FORBIDDEN"));
  expect(statuses(desk.outbox.items())).toEqual(["sending"]);
  await desk.answer(1, done(7));
  desk.outbox.see(7);
  expect(desk.outbox.items()).toEqual([]);
});

test("in another log nothing counts as acknowledged or seen", async () => {
  const desk = createDesk();
  const item = messageIn();
  desk.outbox.see(400);
  desk.outbox.add(item);
  await flush();
  await desk.answer(0, done(500));
  desk.outbox.forget();
  expect(desk.underWay()).toEqual([item.id, item.id]);
  await desk.answer(1, done(7));
  expect(statuses(desk.outbox.items())).toEqual(["sending"]);
  desk.outbox.see(7);
  expect(desk.outbox.items()).toEqual([]);
});

test("what is added while the store is being written waits for a write of its own", async () => {
  const desk = createDesk();
  const saves: (() => void)[] = [];
  desk.save = () => new Promise((resolve) => saves.push(resolve));
  const [first, second] = [messageIn(), messageIn(GARDEN)];
  desk.outbox.add(first);
  await flush();
  desk.outbox.add(second);
  saves[0]?.();
  await flush();
  expect(desk.underWay()).toEqual([first.id]);
  saves[1]?.();
  await flush();
  expect(desk.underWay()).toEqual([first.id, second.id]);
});

test("adding an item twice adds it once", async () => {
  const desk = createDesk();
  const item = messageIn();
  desk.outbox.add(item);
  desk.outbox.add(item);
  await flush();
  expect(desk.outbox.items()).toHaveLength(1);
  expect(desk.runs).toHaveLength(1);
});
