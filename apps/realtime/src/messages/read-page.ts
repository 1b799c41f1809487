import type { Id, Message, MessagePage } from "@hiroba/protocol";
import { missingLogHead } from "../log/head.ts";
import type { Query } from "../query.ts";
import { type MessageRow, messageColumns, type NoteRow, toMessage, toNote } from "../rows.ts";

/** Which stretch of a room's history: the newest, or before, after or around a seq. */
export type Stretch = {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  limit: number;
};

/**
 * A page of a room's history with its notes and quoted messages, as of one moment: `seq` is the head of the log then.
 * The index on (room, seq) keeps any depth equally quick.
 */
export async function readPage(query: Query, roomId: Id, stretch: Stretch): Promise<MessagePage> {
  const { messages, seq, older, newer, byId, hasNotes } = await readStretch(query, roomId, stretch);
  const span = toSpan(messages, { older, newer, ...stretch });
  // Between messages there is mostly none, and at an end of history always one. They stay as they are, so that those up to
  // the head are those of its moment.
  const isInside = older && newer;
  const notes =
    isInside && !hasNotes ? [] : await readNotes(query, roomId, { from: span.from, to: Math.min(span.to, seq) });
  return { messages, notes, quoted: toQuoted(messages, byId), seq, older, newer };
}

/** Messages of a stretch, one more at each open end, which tells whether there are others. `$2` is its seq. */
const BEFORE = "SELECT * FROM message WHERE room_id = $1 AND seq < $2 ORDER BY seq DESC";
const FROM = "SELECT * FROM message WHERE room_id = $1 AND seq >= $2 ORDER BY seq";

/**
 * Whether there is anything on the side of `$2` where nothing is asked for. The first in order, not any: for any,
 * PostgreSQL expects a third of the table to be on that side, and reads the table from its start until it meets one.
 */
const toBeyond = (side: "seq < $2 ORDER BY seq DESC" | "seq >= $2 ORDER BY seq") =>
  `COALESCE((SELECT true FROM message WHERE room_id = $1 AND ${side} LIMIT 1),
            (SELECT true FROM note WHERE room_id = $1 AND ${side} LIMIT 1))`;
const IS_BEFORE = toBeyond("seq < $2 ORDER BY seq DESC");
const IS_FROM = toBeyond("seq >= $2 ORDER BY seq");

async function readStretch(query: Query, roomId: Id, { before, after, around, limit }: Stretch) {
  const read = (search: Omit<Search, "roomId">) => readRows(query, { roomId, ...search });
  if (after !== undefined) {
    const search = { found: `${FROM} LIMIT ${limit + 1}`, beyond: IS_BEFORE, seq: after + 1 };
    const { found, beyond, ...rest } = await read(search);
    return { ...rest, messages: found.slice(0, limit), older: beyond, newer: found.length > limit };
  }
  if (around === undefined) {
    const end = before ?? Number.MAX_SAFE_INTEGER;
    const search = { found: `${BEFORE} LIMIT ${limit + 1}`, beyond: IS_FROM, seq: end };
    const { found, beyond, ...rest } = await read(search);
    return { ...rest, messages: found.slice(-limit), older: found.length > limit, newer: beyond };
  }
  // What is asked for stands in the later half, which a page of one message is.
  const [earlier, later] = [Math.floor(limit / 2), Math.ceil(limit / 2)];
  const both = `(${BEFORE} LIMIT ${earlier + 1}) UNION ALL (${FROM} LIMIT ${later + 1})`;
  const { found, ...rest } = await read({ found: both, beyond: "NULL::boolean", seq: around });
  const middle = found.filter(({ seq }) => seq < around).length;
  const messages = found.slice(Math.max(0, middle - earlier), middle + later);
  return { ...rest, messages, older: middle > earlier, newer: found.length - middle > later };
}

/** Whether there are notes between the messages that are found, or between them and the seq that is asked for. */
const HAS_NOTES = `(SELECT true FROM note WHERE room_id = $1
  AND seq BETWEEN least($2, (SELECT min(seq) FROM found)) AND greatest($2, (SELECT max(seq) FROM found))
  ORDER BY seq LIMIT 1)`;

type Search = { found: string; beyond: string; roomId: Id; seq: number };
type PageRow = MessageRow & { head: string; has_notes: true | null; beyond: true | null; is_quoted: boolean | null };

/**
 * Messages that a search finds, oldest first, with the head of the log, all of one moment; `byId` has those that they
 * quote as well. A limit is part of the text: PostgreSQL then keeps its plan instead of making one for each page.
 */
async function readRows(query: Query, { found, beyond, roomId, seq }: Search) {
  const rows = await query<PageRow>(
    `WITH found AS MATERIALIZED (${found})
     SELECT h.seq AS head, ${HAS_NOTES} AS has_notes, ${beyond} AS beyond, ${messageColumns}, m.is_quoted
     FROM log_head h LEFT JOIN (
       SELECT *, false AS is_quoted FROM found
       UNION ALL
       SELECT *, true FROM message WHERE id = ANY (ARRAY(SELECT reply_to_id FROM found))
     ) m ON true WHERE h.id = 1`,
    [roomId, seq],
  );
  const [head] = rows;
  if (!head) throw missingLogHead();
  // Where nothing is found there is still the row that tells the head, which is neither.
  const pick = (isQuoted: boolean) =>
    rows.filter((row) => row.is_quoted === isQuoted).map((row) => toMessage(row, roomId));
  const messages = pick(false).sort((left, right) => left.seq - right.seq);
  const byId = new Map([...messages, ...pick(true)].map((message) => [message.id, message]));
  const [hasNotes, isBeyond] = [head.has_notes === true, head.beyond === true];
  return { seq: Number(head.head), hasNotes, beyond: isBeyond, found: messages, byId };
}

/** What messages reply to and do not stand beside. */
function toQuoted(messages: readonly Message[], byId: ReadonlyMap<Id, Message>): Message[] {
  const shown = new Set(messages.map(({ id }) => id));
  const wanted = new Set(messages.flatMap(({ replyToId }) => (replyToId && !shown.has(replyToId) ? [replyToId] : [])));
  return [...wanted].flatMap((id) => byId.get(id) ?? []);
}

type Span = { from: number; to: number };

/** The seqs that a page's notes may have: between its messages, and to an end of history that it reaches. */
function toSpan(
  messages: readonly Message[],
  { older, newer, before, after, around }: { older: boolean; newer: boolean } & Partial<Stretch>,
): Span {
  const [first, last] = [messages[0]?.seq, messages.at(-1)?.seq];
  const from = after !== undefined ? after + 1 : older ? (first ?? around ?? 0) : 0;
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
  );
  return rows.map(toNote).reverse();
}
