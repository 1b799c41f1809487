import {
  type Actor,
  CommandError,
  can,
  type Id,
  type Mentions,
  type Message,
  type ParsedInput,
  roomTopic,
} from "@hiroba/protocol";
import { messageNotFound, roomArchived, roomNotFound } from "../access.ts";
import type { App, Handler } from "../context.ts";
import type { BatchWriter, WriteTx } from "../log/append.ts";
import { toDeletionId } from "../log/once.ts";
import { toArray } from "../query.ts";
import { type MessageRow, messageColumns, toMessage } from "../rows.ts";
import { readMentions } from "./to-mentions.ts";

type NewMessage = ParsedInput<"message.send"> & { app: App };
type Sent = { message: Message; seq: number };

/** Sends a message. Many that are sent at once are checked together and stored in one statement. */
export const sendMessage: Handler<"message.send"> = (input, { app, caller }) =>
  app.log.submit(messageWriter, caller.userId, { ...input, app });

type Job = { actorId: Id | null; input: NewMessage };

/** Writes messages: those that may be sent are stored, the others answered with why not, or with what was sent before. */
const messageWriter: BatchWriter<NewMessage, Sent> = {
  topicOf: ({ roomId }) => roomTopic(roomId),
  write: async (tx, jobs) => {
    const standings = await readStandings(tx, jobs);
    const rooms = await readRoomsOf(tx, jobs);
    const mentions = await readMentionsOf(tx, jobs);
    const fresh = new Map<Id, Message>();
    const answers = jobs.map((job, index) => {
      const { id, roomId, replyToId } = job.input;
      const refusal = refuse(standings[index]);
      if (refusal) return refusal;
      if (rooms.get(id) === DELETED) return messageGivenUp();
      if (rooms.has(id)) return null;
      // Only what is new: that this came before, and its answer was lost, is no less true since.
      if (standings[index]?.archived) return roomArchived();
      if (replyToId !== null && rooms.get(replyToId) !== roomId) return messageNotFound();
      const message = publish(tx, job, toMentions(mentions[index], standings[index]?.actor));
      rooms.set(id, roomId);
      fresh.set(id, message);
      return { message, seq: message.seq };
    });
    await storeMessages(tx, [...fresh.values()]);
    const held = await readSent(
      tx,
      jobs.filter((_, index) => answers[index] === null),
    );
    return answers.map((answer, index) => answer ?? repeat(jobs[index], held));
  },
};

/** What an author is, and whether their room is archived; undefined where there is no such room or author. */
type Standing = { actor: Actor; archived: boolean } | undefined;

/**
 * The head is locked. If this node has delivered everything up to it and this group has published nothing yet, its
 * directory says what the tables say, without asking them; only when another node wrote a moment ago it does not.
 */
function readStandings(tx: WriteTx, jobs: readonly Job[]): Standing[] | Promise<Standing[]> {
  const [first] = jobs;
  if (first?.input.app.tail.position() !== tx.head()) return queryStandings(tx, jobs);
  const { directory } = first.input.app;
  return jobs.map(({ actorId, input: { roomId } }) => {
    const [room, actor] = [directory.room(roomId), directory.actor(actorId ?? "", roomId)];
    return room && actor && { actor, archived: room.archived };
  });
}

async function queryStandings(tx: WriteTx, jobs: readonly Job[]): Promise<Standing[]> {
  const rows = await tx.query<{ role: Actor["role"] | null; room_role: Actor["roomRole"]; archived: boolean }>(
    `SELECT u.role, m.role AS room_role, r.archived_at IS NOT NULL AS archived
     FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS i(room_id, author_id, place)
     LEFT JOIN membership m ON m.room_id = i.room_id AND m.user_id = i.author_id
     LEFT JOIN room r ON r.id = m.room_id
     LEFT JOIN "user" u ON u.id = m.user_id AND u.deactivated_at IS NULL
     ORDER BY i.place`,
    [toArray(jobs.map(({ input }) => input.roomId)), toArray(jobs.map(({ actorId }) => actorId))],
  );
  return rows.map(({ role, room_role, archived }) =>
    role === null ? undefined : { actor: { role, roomRole: room_role }, archived },
  );
}

function refuse(standing: Standing): CommandError | undefined {
  return standing && can(standing.actor, "message.send") ? undefined : roomNotFound();
}

/** In the place of a room, for a message that was deleted before it came. */
const DELETED = null;

/** The rooms of the messages that are there already: those whose ids were given, and those that are replied to. */
async function readRoomsOf(tx: WriteTx, jobs: readonly Job[]): Promise<Map<Id, Id | typeof DELETED>> {
  const repliedTo = jobs.flatMap(({ input: { replyToId } }) => replyToId ?? []);
  const ids = jobs.map(({ input }) => input.id);
  // What is there was not deleted before it came: of two rows the second counts.
  const rows = await tx.query<{ id: Id; room_id: Id | typeof DELETED }>(
    `SELECT i.id, NULL AS room_id FROM unnest($1::uuid[], $2::uuid[]) AS i(id, author_id)
     JOIN change c ON c.id = ${toDeletionId("i.id", "i.author_id")}
     UNION ALL SELECT id, room_id FROM message WHERE id = ANY ($3::uuid[])
     ORDER BY room_id NULLS FIRST`,
    [toArray(ids), toArray(jobs.map(({ actorId }) => actorId)), toArray([...ids, ...repliedTo])],
  );
  return new Map(rows.map(({ id, room_id }) => [id, room_id]));
}

async function readMentionsOf(tx: WriteTx, jobs: readonly Job[]): Promise<Mentions[]> {
  const directory = jobs[0]?.input.app.directory;
  return directory
    ? readMentions(
        tx.query,
        directory,
        jobs.map(({ input }) => input),
      )
    : [];
}

function toMentions(found: Mentions = { userIds: [], room: false }, actor?: Actor): Mentions {
  return { userIds: found.userIds, room: found.room && actor !== undefined && can(actor, "message.mentionRoom") };
}

function publish(tx: WriteTx, { actorId, input }: Job, mentions: Mentions): Message {
  const { id, roomId, body, replyToId } = input;
  const seq = tx.head() + 1;
  const message: Message = {
    id,
    roomId,
    authorId: actorId ?? "",
    seq,
    rev: seq,
    body,
    replyToId,
    mentions,
    reactions: [],
    createdAt: tx.at,
    editedAt: null,
    deletedAt: null,
  };
  tx.publish(roomTopic(roomId), () => ({ type: "message.created", message }), actorId);
  return message;
}

async function storeMessages(tx: WriteTx, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.query(
    `INSERT INTO message (id, room_id, author_id, seq, rev, body, reply_to_id, mention_ids, mention_room, created_at)
     SELECT m.id, m.room_id, m.author_id, m.seq, m.seq, m.body, m.reply_to_id, m.mention_ids::uuid[], m.mention_room, $9
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[], $7::text[], $8::boolean[])
       AS m(id, room_id, author_id, seq, body, reply_to_id, mention_ids, mention_room)`,
    [
      toArray(messages.map(({ id }) => id)),
      toArray(messages.map(({ roomId }) => roomId)),
      toArray(messages.map(({ authorId }) => authorId)),
      toArray(messages.map(({ seq }) => seq)),
      messages.map(({ body }) => body),
      toArray(messages.map(({ replyToId }) => replyToId)),
      // Arrays of differing lengths make no array of arrays: each goes in as text.
      messages.map(({ mentions }) => toArray(mentions.userIds)),
      toArray(messages.map(({ mentions }) => mentions.room)),
      tx.at,
    ],
  );
}

type Held = { message: Message; firstBody: string };

/** Messages that were sent before, with the text they were first sent with. */
async function readSent(tx: WriteTx, jobs: readonly Job[]): Promise<Map<Id, Held>> {
  if (jobs.length === 0) return new Map();
  const rows = await tx.query<MessageRow & { room_id: Id; first_body: string | null }>(
    `SELECT m.room_id, ${messageColumns},
            (SELECT e.body FROM message_edit e WHERE e.message_id = m.id ORDER BY e.seq LIMIT 1) AS first_body
     FROM message m WHERE m.id = ANY ($1)`,
    [jobs.map(({ input }) => input.id)],
  );
  return new Map(
    rows.map((row) => [row.id, { message: toMessage(row, row.room_id), firstBody: row.first_body ?? row.body }]),
  );
}

function messageGivenUp(): CommandError {
  return new CommandError("CONFLICT", "This message was deleted before it came.", { reason: "idTaken" });
}

/** The first result again for the same message by the same author; anything else under its id is a conflict (L4). */
function repeat(job: Job | undefined, held: ReadonlyMap<Id, Held>): Sent | CommandError {
  const sent = held.get(job?.input.id ?? "");
  if (!job || !sent || !isSame(job, sent)) {
    return new CommandError("CONFLICT", "This id is taken by another message.", { reason: "idTaken" });
  }
  return { message: sent.message, seq: sent.message.seq };
}

function isSame({ actorId, input }: Job, { message, firstBody }: Held): boolean {
  return (
    message.authorId === actorId &&
    message.roomId === input.roomId &&
    message.replyToId === input.replyToId &&
    (message.deletedAt !== null || firstBody === input.body)
  );
}
