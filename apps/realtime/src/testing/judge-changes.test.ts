import { type Envelope, type Event, newId, userTopic } from "@hiroba/protocol";
import { expect, it } from "vitest";
import { type ChangeAttempt, judgeChanges, type Question, type Remembered } from "./judge-changes.ts";

/*
 * A test of the tests: an acknowledged change that is lost, made twice, or made otherwise is found by the judge of changes,
 * whatever the change.
 */

const [userId, messageId, roomId] = [newId(), newId(), newId()];

type Told = { event: object; topic?: string };

/** A log of so many events, from the first seq on; what they hold beside what is judged is left out. */
function toLog(...told: Told[]): Envelope[] {
  return told.map(({ event, topic = `room:${roomId}` }, index) => {
    return { seq: index + 1, topic, at: "", actorId: userId, event: event as Event } as Envelope;
  });
}

const own = (event: object): Told => ({ event, topic: userTopic(userId) });
const told = (type: string, message: object = {}): Told => ({
  event: { type, message: { id: messageId, roomId, deletedAt: null, ...message } },
});
const reacted = (type: string): Told => ({ event: { type, messageId, userId, emoji: "👍" } });
const read = (seq: number, unreadFrom: number | null) =>
  own({ type: "read.marked", roomId, read: { seq, unreadFrom } });
const drafted = (body: string) => own({ type: "draft.saved", draft: { roomId, body } });
const elsewhere: Told = { event: { type: "invite.created" }, topic: "workspace" };

type Case = { question: Question<ChangeAttempt["command"]>; before?: Told[]; made: Told; otherwise: Told };

const cases: Case[] = [
  {
    question: { command: "message.edit", input: { messageId, body: "mended" } },
    made: told("message.edited", { body: "mended" }),
    otherwise: told("message.edited", { body: "something else" }),
  },
  {
    question: { command: "message.delete", input: { messageId } },
    made: told("message.deleted", { deletedAt: "2026-01-01T00:00:00.000Z" }),
    otherwise: elsewhere,
  },
  {
    question: { command: "reaction.add", input: { messageId, emoji: "👍" } },
    made: reacted("reaction.added"),
    otherwise: elsewhere,
  },
  {
    question: { command: "reaction.remove", input: { messageId, emoji: "👍" } },
    before: [reacted("reaction.added")],
    made: reacted("reaction.removed"),
    otherwise: elsewhere,
  },
  {
    question: { command: "draft.save", input: { roomId, body: "half a thought" } },
    made: drafted("half a thought"),
    otherwise: drafted("another"),
  },
  {
    question: { command: "read.mark", input: { roomId, seq: 7 } },
    made: read(7, null),
    otherwise: read(6, null),
  },
  {
    question: { command: "read.markUnread", input: { roomId, seq: 5 } },
    made: read(7, 5),
    otherwise: read(7, null),
  },
];

/** What is found where it was acknowledged and made in the last event of a log. */
function find(question: Case["question"], log: readonly Envelope[], remembered?: readonly Partial<Remembered>[]) {
  const id = newId();
  const row = { id, userId, subject: `${question.command} what it is about`, seq: log.length };
  const attempt: ChangeAttempt = { ...question, id, userId, after: 0, isAcknowledged: true };
  const isNamed = question.command !== "message.delete";
  const rows = (remembered ?? (isNamed ? [{}] : [])).map((other) => ({ ...row, ...other }));
  return judgeChanges([attempt], { log, remembered: rows, trimmedTo: 0 }).map((found) => found.replace(` ${id}`, ""));
}

it.each(cases)("$question.command: made once it is well, made otherwise or in vain it is found", (one) => {
  const { question, before = [], made, otherwise } = one;
  expect(find(question, toLog(...before, made))).toEqual([]);
  expect(find(question, toLog(...before, otherwise))).toEqual([
    question.command === "message.delete"
      ? "message.delete was acknowledged and is not in the log"
      : `${question.command} is remembered at ${before.length + 1}, and the log differs`,
  ]);
});

const named = cases.filter(({ question }) => question.command !== "message.delete");

it.each(named)("$question.command: forgotten, remembered twice, or as somebody else's it is found", (one) => {
  const { question, before = [], made } = one;
  const log = toLog(...before, made);
  expect(find(question, log, [])).toEqual([`${question.command} was acknowledged and is not there`]);
  expect(find(question, log, [{}, {}])).toEqual([`${question.command} is there 2 times`]);
  expect(find(question, log, [{ userId: newId() }])).toEqual([
    `${question.command} is there as another: ${question.command} what it is about`,
  ]);
});

it("what was trimmed away since is not missed", () => {
  const attempt = {
    command: "message.delete",
    input: { messageId },
    id: newId(),
    userId,
    isAcknowledged: true,
  } as const;
  const judgeTrimmed = (after: number) =>
    judgeChanges([{ ...attempt, after }], { log: [], remembered: [], trimmedTo: 9 });
  expect(judgeTrimmed(8)).toEqual([]);
  expect(judgeTrimmed(9)).toHaveLength(1);
});

const twice = cases.filter(({ question: { command } }) => !command.startsWith("read."));

it.each(twice)("$question.command: made twice in a row it is found", ({ before = [], made }) => {
  const log = toLog(...before, made, made);
  expect(judgeChanges([], { log, remembered: [], trimmedTo: 0 })).toEqual([
    expect.stringContaining(`${log.length} does again what was done`),
  ]);
});
