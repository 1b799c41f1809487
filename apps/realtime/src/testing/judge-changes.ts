import { type OutboxCommand, outboxCommands } from "@hiroba/client";
import {
  assertNever,
  type CommandInput,
  type CommandName,
  type Envelope,
  type Id,
  type ReadMark,
  type Topic,
  userTopic,
} from "@hiroba/protocol";
import type { Pool } from "pg";

/** A command with what it was asked with. */
export type Question<Name extends CommandName> = {
  [One in Name]: { command: One; input: CommandInput<One> };
}[Name];

/** What an outbox carries beside messages. */
export type ChangeCommand = Exclude<OutboxCommand, "message.send">;

/**
 * A change that somebody asked for, and whether the server said that it was made. `id` is the change's own, `after` where
 * in the log they stood when they asked.
 */
export type ChangeAttempt = Question<ChangeCommand> & { id: Id; userId: Id; after: number; isAcknowledged: boolean };

/** A change as the database remembers it (decision 011). */
export type Remembered = { id: Id; userId: Id; subject: string; seq: number };

/** What there is to judge changes by: the log, the changes remembered, and up to where both may be trimmed away. */
type ChangeEvidence = { log: readonly Envelope[]; remembered: readonly Remembered[]; trimmedTo: number };

export function isChangeCommand(command: CommandName): command is ChangeCommand {
  return command !== "message.send" && (outboxCommands as readonly CommandName[]).includes(command);
}

/** The changes that the table remembers: all, or those made from a seq on. */
export async function readRemembered(pool: Pool, fromSeq = 0): Promise<Remembered[]> {
  const { rows } = await pool.query<Omit<Remembered, "seq"> & { seq: string }>(
    'SELECT id, user_id AS "userId", subject, seq FROM change WHERE seq >= $1',
    [fromSeq],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/**
 * Looks for acknowledged changes that are not there once: that are not remembered, or twice, or as something else; whose
 * effect the log does not show where they were made; and for anything that the log shows twice in a row.
 */
export function judgeChanges(
  attempts: readonly ChangeAttempt[],
  { log, remembered, trimmedTo }: ChangeEvidence,
): string[] {
  const rows = new Map<Id, Remembered[]>();
  for (const row of remembered) rows.set(row.id, [...(rows.get(row.id) ?? []), row]);
  const certain = attempts.filter(({ isAcknowledged, after }) => isAcknowledged && after >= trimmedTo);
  return [
    ...certain.flatMap((attempt) => judgeAttempt(attempt, rows.get(attempt.id) ?? [], log)),
    ...findRepeated(log),
  ];
}

function judgeAttempt(
  attempt: ChangeAttempt,
  [row, ...others]: readonly Remembered[],
  log: readonly Envelope[],
): string[] {
  const name = `${attempt.command} ${attempt.id}`;
  if (attempt.command === "message.delete") {
    return isShown(attempt, log) ? [] : [`${name} was acknowledged and is not in the log`];
  }
  if (!row) return [`${name} was acknowledged and is not there`];
  if (others.length > 0) return [`${name} is there ${others.length + 1} times`];
  if (row.userId !== attempt.userId || !row.subject.startsWith(`${attempt.command} `)) {
    return [`${name} is there as another: ${row.subject}`];
  }
  const until = log.findLastIndex(({ seq }) => seq <= row.seq);
  return isShown(attempt, log.slice(0, until + 1)) ? [] : [`${name} is remembered at ${row.seq}, and the log differs`];
}

/** Whether a log ends with what was asked for. */
function isShown(attempt: ChangeAttempt, log: readonly Envelope[]): boolean {
  const { command, input, userId } = attempt;
  switch (command) {
    case "message.edit": {
      const message = findLast(log, ({ event }) =>
        (event.type === "message.created" || event.type === "message.edited") && event.message.id === input.messageId
          ? event.message
          : undefined,
      );
      return message !== undefined && (message.deletedAt !== null || message.body === input.body);
    }
    case "message.delete":
      return log.some(({ event }) => event.type === "message.deleted" && event.message.id === input.messageId);
    case "reaction.add":
    case "reaction.remove": {
      const last = findLast(log, ({ event }) => {
        // With a message all its reactions go.
        if (event.type === "message.deleted" && event.message.id === input.messageId) return "reaction.removed";
        const isOne = event.type === "reaction.added" || event.type === "reaction.removed";
        if (!isOne || event.userId !== userId || event.messageId !== input.messageId) return undefined;
        return event.emoji === input.emoji ? event.type : undefined;
      });
      return (last === "reaction.added") === (command === "reaction.add");
    }
    case "draft.save":
      return findDraft(log, userTopic(userId), input.roomId) === input.body;
    case "read.mark": {
      const read = findRead(log, userTopic(userId), input.roomId);
      return read !== undefined && read.seq >= input.seq && read.unreadFrom === null;
    }
    case "read.markUnread": {
      const read = findRead(log, userTopic(userId), input.roomId);
      return read !== undefined && read.unreadFrom === Math.min(input.seq, read.seq + 1);
    }
    default:
      return assertNever(command);
  }
}

/** The last of what is looked for in a log. */
function findLast<Found>(log: readonly Envelope[], read: (envelope: Envelope) => Found | undefined): Found | undefined {
  for (const envelope of log.toReversed()) {
    const found = read(envelope);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a person has begun to write in a room; who leaves it leaves that too. */
function findDraft(log: readonly Envelope[], own: Topic, roomId: Id): string {
  const body = findLast(log, ({ topic, event }) => {
    if (topic !== own) return undefined;
    if (event.type === "room.left" && event.roomId === roomId) return "";
    return event.type === "draft.saved" && event.draft.roomId === roomId ? event.draft.body : undefined;
  });
  return body ?? "";
}

function findRead(log: readonly Envelope[], own: Topic, roomId: Id): ReadMark | undefined {
  return findLast(log, ({ topic, event }) => {
    if (topic !== own) return undefined;
    if (event.type === "room.joined" && event.entry.room.id === roomId) return event.entry.read;
    return event.type === "read.marked" && event.roomId === roomId ? event.read : undefined;
  });
}

/** The same again changes nothing, so that the log has it twice in a row only where it was taken for another. */
function findRepeated(log: readonly Envelope[]): string[] {
  const done = new Map<string, string>();
  return log.flatMap((envelope) => {
    const deed = toDeed(envelope);
    if (!deed) return [];
    const isRepeated = done.get(deed.what) === deed.how;
    done.set(deed.what, deed.how);
    return isRepeated ? [`${envelope.seq} does again what was done: ${envelope.event.type}`] : [];
  });
}

function toDeed({ topic, event }: Envelope): { what: string; how: string } | undefined {
  switch (event.type) {
    case "message.edited":
      // What it said is erased where it was deleted since.
      if (event.message.deletedAt !== null) return undefined;
      return { what: `text of ${event.message.id}`, how: event.message.body };
    case "message.deleted":
      return { what: `deletion of ${event.message.id}`, how: "deleted" };
    case "reaction.added":
    case "reaction.removed":
      return { what: `${event.emoji} of ${event.userId} on ${event.messageId}`, how: event.type };
    case "draft.saved":
      return { what: `draft of ${topic} in ${event.draft.roomId}`, how: event.draft.body };
    default:
      return undefined;
  }
}
