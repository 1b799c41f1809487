import {
  type Id,
  type Message,
  type Note,
  type Reaction,
  type Room,
  type RoomKind,
  sortReactions,
  type User,
} from "@hiroba/protocol";

/** The columns of a person. */
export const userColumns = "id, username, name, role, deactivated_at, rev";

/** Rows as a `Query` gives them (bigint as text, times as the protocol has them) and the entities of the protocol that they become. */
export type UserRow = {
  id: string;
  username: string;
  name: string;
  role: User["role"];
  deactivated_at: string | null;
  rev: string;
};

export function toUser(row: UserRow): User {
  const { id, username, name, role } = row;
  return { id, username, name, role, deactivated: row.deactivated_at !== null, rev: Number(row.rev) };
}

/** The columns of a room; `r` is the room. */
export const roomColumns = `r.id, r.kind, r.name, r.topic, r.auto_join, r.member_count, r.created_by_id, r.created_at,
  r.archived_at, r.rev`;

export type RoomRow = {
  id: string;
  kind: RoomKind;
  name: string;
  topic: string;
  auto_join: boolean;
  member_count: number;
  created_by_id: string | null;
  created_at: string;
  archived_at: string | null;
  rev: string;
};

export function toRoom(row: RoomRow): Room {
  const { id, kind, name, topic } = row;
  return {
    id,
    kind,
    name,
    topic,
    autoJoin: row.auto_join,
    archived: row.archived_at !== null,
    createdById: row.created_by_id,
    createdAt: row.created_at,
    rev: Number(row.rev),
  };
}

/**
 * The columns of a message but for its room, with its reactions; `m` is the message. What most messages have none of is null,
 * which takes no time to send and to read: of a page, half of what there is. Reactions are looked for only where something has
 * happened since it was sent; the first in the index's order, not any: where few messages have very many, PostgreSQL would
 * look for any from the table's start.
 */
export const messageColumns = `m.id, m.author_id, m.seq, NULLIF(m.rev, m.seq) AS rev, m.body, m.reply_to_id,
  NULLIF(m.mention_ids, '{}') AS mention_ids, NULLIF(m.mention_room, false) AS mention_room,
  m.created_at, m.edited_at, m.deleted_at,
  CASE WHEN m.rev > m.seq AND (SELECT true FROM reaction r WHERE r.message_id = m.id ORDER BY r.emoji LIMIT 1) THEN (
    SELECT json_agg(json_build_object('emoji', g.emoji, 'userIds', g.user_ids))
    FROM (SELECT r.emoji, json_agg(r.user_id ORDER BY r.seq) AS user_ids
          FROM reaction r WHERE r.message_id = m.id GROUP BY r.emoji) g
  ) END AS reactions`;

export type MessageRow = {
  id: string;
  author_id: string;
  seq: string;
  rev: string | null;
  body: string;
  reply_to_id: string | null;
  mention_ids: string[] | null;
  mention_room: boolean | null;
  created_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  reactions: Reaction[] | null;
};

export function toMessage(row: MessageRow, roomId: Id): Message {
  return {
    id: row.id,
    roomId,
    authorId: row.author_id,
    seq: Number(row.seq),
    rev: Number(row.rev ?? row.seq),
    body: row.body,
    replyToId: row.reply_to_id,
    mentions: { userIds: row.mention_ids ?? [], room: row.mention_room ?? false },
    reactions: sortReactions(row.reactions ?? []),
    createdAt: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
  };
}

export type NoteRow = {
  room_id: string;
  seq: string;
  kind: Note["kind"];
  at: string;
  actor_id: string | null;
  user_id: string | null;
  text: string;
};

export function toNote(row: NoteRow): Note {
  return {
    seq: Number(row.seq),
    roomId: row.room_id,
    at: row.at,
    actorId: row.actor_id,
    kind: row.kind,
    userId: row.user_id,
    text: row.text,
  };
}
