import {
  type Actor,
  CommandError,
  can,
  type Id,
  type Mentions,
  type Message,
  type ParsedInput,
  roomTopic,
  type User,
} from "@hiroba/protocol";
import { messageNotFound, roomArchived } from "../access.ts";
import type { Handler } from "../context.ts";
import type { BatchWriter, WriteTx } from "../log/append.ts";
import type { Directory } from "../log/directory.ts";
import { type MessageRow, messageColumns, toMessage } from "../rows.ts";
import { readMentions } from "./to-mentions.ts";

type NewMessage = ParsedInput<"message.send"> & { directory: Directory };
type Sent = { message: Message; seq: number };

/** Sends a message. Many that are sent at once are checked in one query and stored in one. */
export const sendMessage: Handler<"message.send"> = (input, { app, caller }) =>
  app.log.submit(messageWriter, caller.userId, { ...input, directory: app.directory });

type Standing = {
  user_role: User["role"] | null;
  room_role: Actor["roomRole"];
  archived: boolean;
  taken: boolean;
  reply_found: boolean;
};

type Job = { actorId: Id | null; input: NewMessage };

/** Writes messages: those that may be sent are stored, the others answered with why not, or with what was sent before. */
export const messageWriter: BatchWriter<NewMessage, Sent> = {
  topicOf: ({ roomId }) => roomTopic(roomId),
  write: async (tx, jobs) => {
    const standings = await readStandings(tx, jobs);
    const mentions = await readMentionsOf(tx, jobs);
    const fresh = new Map<Id, Message>();
    const answers = jobs.map((job, index) => {
      const standing = standings[index];
      const refusal = refuse(standing);
      if (refusal) return refusal;
      if (standing?.taken || fresh.has(job.input.id)) return null;
      const message = publish(tx, job, toMentions(mentions[index], toActor(standing)));
      fresh.set(message.id, message);
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

async function readStandings(tx: WriteTx, jobs: readonly Job[]): Promise<Standing[]> {
  return tx.query<Standing>(
    `SELECT u.role AS user_role, m.role AS room_role, r.archived_at IS NOT NULL AS archived,
            e.id IS NOT NULL AS taken, i.reply_to_id IS NULL OR p.id IS NOT NULL AS reply_found
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
       AS i(id, room_id, author_id, reply_to_id, place)
     LEFT JOIN membership m ON m.room_id = i.room_id AND m.user_id = i.author_id
     LEFT JOIN room r ON r.id = m.room_id
     LEFT JOIN "user" u ON u.id = m.user_id AND u.deactivated_at IS NULL
     LEFT JOIN message e ON e.id = i.id
     LEFT JOIN message p ON p.id = i.reply_to_id AND p.room_id = i.room_id
     ORDER BY i.place`,
    [
      jobs.map(({ input }) => input.id),
      jobs.map(({ input }) => input.roomId),
      jobs.map(({ actorId }) => actorId),
      jobs.map(({ input }) => input.replyToId),
    ],
  );
}

function refuse(standing: Standing | undefined): CommandError | undefined {
  if (!standing || standing.user_role === null || standing.room_role === null) {
    return new CommandError("NOT_FOUND", "There is no such room, or you are not in it.");
  }
  if (standing.archived) return roomArchived();
  return standing.reply_found ? undefined : messageNotFound();
}

function toActor(standing: Standing | undefined): Actor {
  return { role: standing?.user_role ?? "guest", roomRole: standing?.room_role ?? null };
}

async function readMentionsOf(tx: WriteTx, jobs: readonly Job[]): Promise<Mentions[]> {
  const directory = jobs[0]?.input.directory;
  return directory
    ? readMentions(
        tx.query,
        directory,
        jobs.map(({ input }) => input),
      )
    : [];
}

function toMentions(found: Mentions = { userIds: [], room: false }, actor: Actor): Mentions {
  return { userIds: found.userIds, room: found.room && can(actor, "message.mentionRoom") };
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
     SELECT m.id, m."roomId", m."authorId", m.seq, m.seq, m.body, m."replyToId",
            ARRAY(SELECT json_array_elements_text(m.mentions -> 'userIds')::uuid), (m.mentions ->> 'room')::boolean,
            m."createdAt"
     FROM json_to_recordset($1::json) AS m(id uuid, "roomId" uuid, "authorId" uuid, seq bigint, body text,
       "replyToId" uuid, mentions json, "createdAt" timestamptz)`,
    [JSON.stringify(messages)],
  );
}

type Held = { message: Message; firstBody: string };

/** Messages that were sent before, with the text they were first sent with. */
async function readSent(tx: WriteTx, jobs: readonly Job[]): Promise<Map<Id, Held>> {
  if (jobs.length === 0) return new Map();
  const rows = await tx.query<MessageRow & { first_body: string | null }>(
    `SELECT ${messageColumns},
            (SELECT e.body FROM message_edit e WHERE e.message_id = m.id ORDER BY e.seq LIMIT 1) AS first_body
     FROM message m WHERE m.id = ANY ($1)`,
    [jobs.map(({ input }) => input.id)],
  );
  return new Map(rows.map((row) => [row.id, { message: toMessage(row), firstBody: row.first_body ?? row.body }]));
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
