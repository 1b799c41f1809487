import type { Id, Message, MessagePage } from "@hiroba/protocol";
import type { Query } from "../query.ts";
import { type MessageRow, messageColumns, type NoteRow, toMessage, toNote } from "../rows.ts";

/** Which stretch of a room's history: the newest, or before, after or around a seq. */
export type Stretch = {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  limit: number;
};

/** A page of a room's history with its notes and quoted messages; the index on (room, seq) keeps any depth equally quick. */
export async function readPage(query: Query, roomId: Id, stretch: Stretch): Promise<Omit<MessagePage, "seq">> {
  const { messages, older, newer } = await readStretch(query, roomId, stretch);
  const [notes, quoted] = [
    await readNotes(query, roomId, toSpan(messages, { older, newer, ...stretch })),
    await readQuoted(query, messages),
  ];
  return { messages, notes, quoted, older, newer };
}

async function readStretch(query: Query, roomId: Id, { before, after, around, limit }: Stretch) {
  if (after !== undefined) {
    const found = await readAfter(query, { roomId, seq: after, limit: limit + 1 });
    return { messages: found.slice(0, limit), older: true, newer: found.length > limit };
  }
  if (around === undefined) {
    const found = await readBefore(query, { roomId, seq: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 });
    return { messages: found.slice(-limit), older: found.length > limit, newer: before !== undefined };
  }
  const half = Math.ceil(limit / 2);
  const earlier = await readBefore(query, { roomId, seq: around, limit: half + 1 });
  const later = await readAfter(query, { roomId, seq: around - 1, limit: half + 1 });
  const messages = [...earlier.slice(-half), ...later.slice(0, half)];
  return { messages, older: earlier.length > half, newer: later.length > half };
}

type From = { roomId: Id; seq: number; limit: number };

async function readBefore(query: Query, { roomId, seq, limit }: From): Promise<Message[]> {
  const rows = await query<MessageRow>(
    `SELECT ${messageColumns} FROM message m WHERE m.room_id = $1 AND m.seq < $2 ORDER BY m.seq DESC LIMIT $3`,
    [roomId, seq, limit],
    "page-before",
  );
  return rows.map(toMessage).reverse();
}

async function readAfter(query: Query, { roomId, seq, limit }: From): Promise<Message[]> {
  const rows = await query<MessageRow>(
    `SELECT ${messageColumns} FROM message m WHERE m.room_id = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3`,
    [roomId, seq, limit],
    "page-after",
  );
  return rows.map(toMessage);
}

type Span = { from: number; to: number };

/** The seqs that a page's notes may have: between its messages, and to an end of history that it reaches. */
function toSpan(
  messages: readonly Message[],
  { older, newer, before, after }: { older: boolean; newer: boolean } & Partial<Stretch>,
): Span {
  const [first, last] = [messages[0]?.seq, messages.at(-1)?.seq];
  const from = after !== undefined ? after + 1 : older ? (first ?? 0) : 0;
  const to = before !== undefined ? before - 1 : newer ? (last ?? 0) : Number.MAX_SAFE_INTEGER;
  return { from, to };
}

/** Notes shown with one page; a room that thousands join keeps its newest. */
const NOTES = 200;

async function readNotes(query: Query, roomId: Id, { from, to }: Span) {
  const rows = await query<NoteRow>(
    `SELECT room_id, seq, kind, at, actor_id, user_id, text FROM note
     WHERE room_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq DESC, kind DESC LIMIT $4`,
    [roomId, from, to, NOTES],
    "page-notes",
  );
  return rows.map(toNote).reverse();
}

async function readQuoted(query: Query, messages: readonly Message[]): Promise<Message[]> {
  const held = new Set(messages.map((message) => message.id));
  const wanted = new Set(messages.flatMap(({ replyToId }) => (replyToId && !held.has(replyToId) ? [replyToId] : [])));
  if (wanted.size === 0) return [];
  const rows = await query<MessageRow>(
    `SELECT ${messageColumns} FROM message m WHERE m.id = ANY ($1)`,
    [[...wanted]],
    "page-quoted",
  );
  return rows.map(toMessage);
}
