import type { CommandInput, Envelope, Message, MessagePage, Result } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { entryOf, envelopeOf, GENERAL, messageOf, sentAt, stateOf } from "../testing/story.ts";
import { createReplica } from "./replica.ts";
import { createUntil } from "./until.ts";
import { createWindows } from "./windows.ts";

type Question = { name: string; input: CommandInput<"message.list">; answer(page: Partial<MessagePage>): void };

/** Windows on a replica at seq 100, whose questions are answered by hand. */
function createDesk() {
  const questions: Question[] = [];
  const replica = createReplica(() => check());
  const { until, check } = createUntil(() => replica.held()?.state ?? null);
  const call = (name: string, input: unknown) =>
    new Promise((resolve) => {
      if (name === "member.list") return resolve({ ok: true, data: { members: [], seq: at } });
      const answer = (page: Partial<MessagePage>) => {
        const whole = { messages: [], notes: [], quoted: [], older: false, newer: false, seq: at, ...page };
        resolve({ ok: true, data: whole } satisfies Result<MessagePage>);
      };
      questions.push({ name, input: input as CommandInput<"message.list">, answer });
    });
  let at = 100;
  const hear = (...events: Envelope[]) => {
    const to = events.at(-1)?.seq ?? at;
    replica.receive({ events, cursor: `a-${to}`, more: false }, `a-${at}`);
    at = to;
  };
  replica.adopt({ state: { ...stateOf(), timelines: {} }, cursor: "a-100" });
  const windows = createWindows({ replica, call: call as Parameters<typeof createWindows>[0]["call"], until });
  const timeline = () => {
    const { state } = replica.held() ?? {};
    const { messageIds = [], older, newer } = state?.timelines[GENERAL] ?? {};
    return { seqs: messageIds.map((id) => state?.messages[id]?.seq), older, newer };
  };
  return { windows, replica, questions, hear, timeline };
}

const range = (from: number, to: number): Message[] =>
  Array.from({ length: to - from + 1 }, (_, index) => messageOf(from + index));
const seqs = (from: number, to: number) => range(from, to).map(({ seq }) => seq);
const settle = () => new Promise((resolve) => setTimeout(resolve, 1));

async function openAt(desk: ReturnType<typeof createDesk>, page: Partial<MessagePage>) {
  const opening = desk.windows.openRoom(GENERAL);
  await settle();
  desk.questions.shift()?.answer(page);
  await opening;
}

test("what happened while a page was fetched is in the timeline once, edits and all", async () => {
  const desk = createDesk();
  const opening = desk.windows.openRoom(GENERAL);
  await settle();
  const edited = messageOf(99, { rev: 102, body: "edited" });
  desk.hear(sentAt(101), envelopeOf(102, { type: "message.edited", message: edited }), sentAt(103));
  desk.questions[0]?.answer({ messages: range(98, 101), older: true, seq: 101 });
  await opening;
  expect(desk.timeline()).toEqual({ seqs: [98, 99, 100, 101, 103], older: true, newer: false });
  expect(desk.replica.held()?.state.messages[edited.id]?.body).toBe("edited");
});

test("a page from before what is remembered is fetched again", async () => {
  const desk = createDesk();
  const opening = desk.windows.openRoom(GENERAL);
  await settle();
  desk.hear(sentAt(101));
  desk.questions[0]?.answer({ messages: range(90, 95), seq: 95 });
  await settle();
  expect(desk.questions).toHaveLength(2);
  desk.questions[1]?.answer({ messages: range(98, 101), seq: 101 });
  await opening;
  expect(desk.timeline().seqs).toEqual(seqs(98, 101));
});

test("a page from before a time away from the room is fetched again", async () => {
  const desk = createDesk();
  const opening = desk.windows.openRoom(GENERAL);
  await settle();
  const entry = entryOf(GENERAL);
  desk.hear(envelopeOf(101, { type: "room.left", roomId: GENERAL }), envelopeOf(110, { type: "room.joined", entry }));
  desk.questions[0]?.answer({ messages: range(98, 100), seq: 100 });
  await settle();
  desk.questions[1]?.answer({ messages: range(98, 109), seq: 110 });
  await opening;
  expect(desk.timeline().seqs).toEqual(seqs(98, 109));
});

test("older and newer pages join what is held, and nothing is asked where there is nothing", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(90, 100), older: true });
  const older = [desk.windows.loadOlder(GENERAL), desk.windows.loadOlder(GENERAL)];
  await settle();
  expect(desk.questions[0]?.input).toMatchObject({ before: 90 });
  desk.questions[0]?.answer({ messages: range(80, 89), older: false });
  await Promise.all(older);
  await desk.windows.loadNewer(GENERAL);
  expect(desk.questions).toHaveLength(1);
  expect(desk.timeline()).toEqual({ seqs: seqs(80, 100), older: false, newer: false });
});

test("jumping to a message shows what is around it, and back to the present", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(90, 100), older: true });
  await desk.windows.jumpTo(GENERAL, 95);
  expect(desk.questions).toHaveLength(0);

  const jump = desk.windows.jumpTo(GENERAL, 20);
  await settle();
  expect(desk.questions[0]?.input).toMatchObject({ around: 20 });
  desk.questions.shift()?.answer({ messages: range(15, 25), older: true, newer: true });
  await jump;
  desk.hear(sentAt(101));
  expect(desk.timeline()).toEqual({ seqs: seqs(15, 25), older: true, newer: true });

  const newer = desk.windows.loadNewer(GENERAL);
  await settle();
  expect(desk.questions[0]?.input).toMatchObject({ after: 25 });
  desk.questions.shift()?.answer({ messages: range(26, 30), older: true, newer: true });
  await newer;
  expect(desk.timeline().seqs).toEqual(seqs(15, 30));

  const back = desk.windows.jumpToLatest(GENERAL);
  await settle();
  desk.questions.shift()?.answer({ messages: range(95, 101), older: true });
  await back;
  expect(desk.timeline()).toEqual({ seqs: seqs(95, 101), older: true, newer: false });
});

test("a page that no longer fits, because a snapshot came in between, is let go", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(50, 60), older: true });
  const older = desk.windows.loadOlder(GENERAL);
  await settle();
  desk.replica.adopt({ state: { ...stateOf(), timelines: {} }, cursor: "a-100" });
  desk.questions[0]?.answer({ messages: range(40, 49), older: true });
  await older;
  expect(desk.timeline().seqs).toEqual([]);
});

test("what fails in a room does not keep from being done what waits for its turn there", async () => {
  const desk = createDesk();
  desk.hear(sentAt(101));
  desk.replica.adopt({ state: { ...stateOf(), timelines: {} }, cursor: "a-101" });
  const failing = expect(desk.windows.openRoom(GENERAL)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const waiting = desk.windows.openRoom(GENERAL);
  for (let attempt = 0; attempt < 3; attempt++) {
    await settle();
    desk.questions.shift()?.answer({ messages: range(90, 95), seq: 95 });
  }
  await failing;
  await settle();
  desk.questions.shift()?.answer({ messages: range(98, 101), seq: 101 });
  await waiting;
  expect(desk.timeline().seqs).toEqual(seqs(98, 101));
});

test("after a snapshot the rooms that are open are fetched, and no others", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(98, 100) });
  const adopt = () => desk.replica.adopt({ state: { ...stateOf(), timelines: {} }, cursor: "a-100" });
  adopt();
  desk.windows.refresh();
  await settle();
  desk.questions.shift()?.answer({ messages: range(97, 100) });
  await settle();
  expect(desk.timeline().seqs).toEqual(seqs(97, 100));

  desk.windows.closeRoom(GENERAL);
  adopt();
  desk.windows.refresh();
  await settle();
  expect(desk.questions).toEqual([]);
});

test("who reads in the past stays there when the connection is a new one", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(90, 100), older: true });
  const jump = desk.windows.jumpTo(GENERAL, 20);
  await settle();
  desk.questions.shift()?.answer({ messages: range(15, 25), older: true, newer: true });
  await jump;
  desk.windows.refresh();
  await settle();
  expect(desk.questions).toEqual([]);
  expect(desk.timeline().seqs).toEqual(seqs(15, 25));
});

test("a room that has just been joined is filled when the log says so", async () => {
  const desk = createDesk();
  desk.hear(envelopeOf(101, { type: "room.left", roomId: GENERAL }));
  const opening = desk.windows.openRoom(GENERAL);
  await settle();
  expect(desk.questions).toHaveLength(0);
  desk.hear(envelopeOf(105, { type: "room.joined", entry: entryOf(GENERAL) }));
  await settle();
  desk.questions[0]?.answer({ messages: range(104, 104), seq: 105 });
  await opening;
  expect(desk.timeline().seqs).toEqual([104]);
});

test("closing a room leaves its newest page, or nothing of a window in the past", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(11, 100), older: false });
  desk.windows.closeRoom(GENERAL);
  expect(desk.timeline()).toEqual({ seqs: seqs(51, 100), older: true, newer: false });
  expect(Object.keys(desk.replica.held()?.state.messages ?? {})).toHaveLength(50);

  const jump = desk.windows.jumpTo(GENERAL, 5);
  await settle();
  desk.questions[0]?.answer({ messages: range(1, 10), newer: true });
  await jump;
  desk.windows.closeRoom(GENERAL);
  expect(desk.replica.held()?.state).toMatchObject({ timelines: {}, messages: {} });
});

test("a page that comes after the room was left does not have it begin in the past the next time", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(90, 100), older: true });
  const jump = desk.windows.jumpTo(GENERAL, 20);
  await settle();
  desk.windows.closeRoom(GENERAL);
  desk.questions.shift()?.answer({ messages: range(15, 25), older: true, newer: true });
  await jump;
  await desk.windows.openRoom(GENERAL);
  expect(desk.questions).toEqual([]);
  expect(desk.timeline()).toEqual({ seqs: seqs(90, 100), older: true, newer: false });
});

test("nor does it where somebody is back before it comes", async () => {
  const desk = createDesk();
  await openAt(desk, { messages: range(90, 100), older: true });
  const first = desk.windows.jumpTo(GENERAL, 20);
  await settle();
  desk.questions.shift()?.answer({ messages: range(15, 25), older: true, newer: true });
  await first;
  const jumps = [desk.windows.jumpTo(GENERAL, 50), desk.windows.jumpTo(GENERAL, 70)];
  await settle();
  desk.windows.closeRoom(GENERAL);
  const opening = desk.windows.openRoom(GENERAL);
  desk.questions.shift()?.answer({ messages: range(45, 55), older: true, newer: true });
  await settle();
  expect(desk.timeline().seqs).toEqual([]);
  expect(desk.questions.map(({ input }) => input)).toEqual([{ roomId: GENERAL }]);
  desk.questions.shift()?.answer({ messages: range(90, 100), older: true });
  await Promise.all([...jumps, opening]);
  expect(desk.timeline()).toEqual({ seqs: seqs(90, 100), older: true, newer: false });
});

test("the rooms asked for in a snapshot are the last opened, twenty at most", async () => {
  const desk = createDesk();
  const rooms = Array.from({ length: 25 }, (_, index) => `0192b000-0000-7000-8000-0000000001${index + 10}`);
  for (const roomId of rooms) void desk.windows.openRoom(roomId).catch(() => undefined);
  expect(desk.windows.rooms()).toEqual(rooms.slice(5).reverse());
});
