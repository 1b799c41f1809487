import type { Id, ReadMark, RoomEntry, RoomRole } from "@hiroba/protocol";
import type { Query } from "../query.ts";
import { type RoomRow, roomColumns, toRoom } from "../rows.ts";

type CountsRow = { read_seq: string; unread_from: string | null; unread: string; mentions: string };
type EntryRow = RoomRow &
  CountsRow & { role: RoomRole; joined_seq: string; muted: boolean; starred: boolean; last_seq: string };

/**
 * Which messages count as unread for the membership `m`: by others, past the mark, not deleted. The same rule as the
 * reducer's `countsAsUnread` (L10, L16).
 */
const isUnread = `x.room_id = m.room_id AND x.seq >= COALESCE(m.unread_from, m.read_seq + 1)
  AND x.author_id <> m.user_id AND x.deleted_at IS NULL`;

/**
 * How many are unread, and how many of those name the member. An index answers each by itself: whoever was away for long
 * has hundreds of thousands, and reading all those messages would take the writers' lock a tenth of a second.
 */
const unreadCounts = `SELECT (SELECT count(*) FROM message x WHERE ${isUnread}) AS unread,
  (SELECT count(*) FROM message x WHERE ${isUnread} AND (x.mention_room OR x.mention_ids <> '{}')
     AND (x.mention_room OR m.user_id = ANY (x.mention_ids))) AS mentions`;

/** A person's rooms as their list shows them, or only one of them, in one query. */
export async function readRoomEntries(query: Query, userId: Id, roomId: Id | null = null): Promise<RoomEntry[]> {
  const rows = await query<EntryRow>(
    `SELECT ${roomColumns}, m.role, m.joined_seq, m.muted, m.starred, m.read_seq, m.unread_from, c.unread, c.mentions,
       l.last_seq
     FROM membership m
     JOIN room r ON r.id = m.room_id
     CROSS JOIN LATERAL (${unreadCounts}) c
     CROSS JOIN LATERAL (SELECT COALESCE(max(seq), 0) AS last_seq FROM message WHERE room_id = r.id) l
     WHERE m.user_id = $1 ${roomId === null ? "" : "AND m.room_id = $2"}`,
    roomId === null ? [userId] : [userId, roomId],
  );
  return rows.map(toEntry);
}

/** Where a person's mark stands in a room, and what it leaves unread. */
type Counts = { userId: Id; read: ReadMark; unread: number; mentions: number };

/**
 * The counts of those of some people of a room to whom a message at `seq` is unread, or was before it was deleted, by the
 * rule of `isUnread`. Each unread message is looked at once for all of them, and noted by the last mark before it and by its
 * author if that is one of them: a hundred people with hundreds of thousands unread would otherwise take the writers' lock
 * for seconds. So would a note for each of them of what calls the whole room; that is noted once, as calling nobody by name.
 */
export async function readCounts(
  query: Query,
  { roomId, userIds, seq }: { roomId: Id; userIds: readonly Id[]; seq: number },
): Promise<Counts[]> {
  const rows = await query<CountsRow & { user_id: Id }>(
    `WITH m AS MATERIALIZED (
       SELECT user_id, read_seq, unread_from, COALESCE(unread_from, read_seq + 1) AS start
       FROM membership
       WHERE room_id = $1 AND user_id = ANY ($2::uuid[]) AND $3 >= COALESCE(unread_from, read_seq + 1)
     ),
     s AS MATERIALIZED (SELECT array_agg(DISTINCT start ORDER BY start) AS starts, min(start) AS first FROM m),
     there AS MATERIALIZED (
       SELECT s.starts[width_bucket(x.seq, s.starts)] AS start,
         CASE WHEN x.author_id = ANY ($2::uuid[]) THEN x.author_id END AS author, count(*) AS count
       FROM s JOIN message x ON x.room_id = $1 AND x.seq >= s.first AND x.deleted_at IS NULL
       GROUP BY 1, 2
     ),
     called AS MATERIALIZED (
       SELECT s.starts[width_bucket(x.seq, s.starts)] AS start, c.id,
         CASE WHEN x.mention_room AND x.author_id = ANY ($2::uuid[]) THEN x.author_id END AS author, count(*) AS count
       FROM s JOIN message x ON x.room_id = $1 AND x.seq >= s.first AND x.deleted_at IS NULL
         AND (x.mention_room OR x.mention_ids <> '{}')
       CROSS JOIN unnest(CASE WHEN x.mention_room THEN '{null}' ELSE x.mention_ids END) AS c (id)
       WHERE x.mention_room OR (c.id = ANY ($2::uuid[]) AND c.id <> x.author_id)
       GROUP BY 1, 2, 3
     )
     SELECT m.user_id, m.read_seq, m.unread_from,
       (SELECT COALESCE(sum(t.count), 0) FROM there t
        WHERE t.start >= m.start AND t.author IS DISTINCT FROM m.user_id) AS unread,
       (SELECT COALESCE(sum(c.count), 0) FROM called c
        WHERE c.start >= m.start AND COALESCE(c.id, m.user_id) = m.user_id
          AND c.author IS DISTINCT FROM m.user_id) AS mentions
     FROM m
     ORDER BY m.user_id`,
    [roomId, userIds, seq],
  );
  return rows.map((row) => ({ userId: row.user_id, ...toCounts(row) }));
}

function toEntry(row: EntryRow): RoomEntry {
  return {
    room: toRoom(row),
    memberCount: row.member_count,
    membership: { role: row.role, joinedSeq: Number(row.joined_seq), muted: row.muted, starred: row.starred },
    ...toCounts(row),
    lastSeq: Number(row.last_seq),
  };
}

function toCounts(row: CountsRow): Omit<Counts, "userId"> {
  return {
    read: { seq: Number(row.read_seq), unreadFrom: row.unread_from === null ? null : Number(row.unread_from) },
    unread: Number(row.unread),
    mentions: Number(row.mentions),
  };
}

/** The seq of a room's newest message, 0 while there is none. */
export async function readLastSeq(query: Query, roomId: Id): Promise<number> {
  const [row] = await query<{ seq: string | null }>("SELECT max(seq) AS seq FROM message WHERE room_id = $1", [roomId]);
  return Number(row?.seq ?? 0);
}
