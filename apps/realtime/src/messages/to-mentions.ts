import {
  findMentions,
  foldUsername,
  type Id,
  limits,
  type Mentions,
  ROOM_MENTION,
  resolveMention,
  toBeginnings,
} from "@hiroba/protocol";
import type { Directory } from "../log/directory.ts";
import type { Query } from "../query.ts";

type Text = { roomId: Id; body: string };

/**
 * Whom texts call: members of their rooms by username, and the rooms themselves. Names beyond the limit are plain text.
 * The directory knows most; who came in by another node or by this same transaction is found in the tables.
 */
export async function readMentions(query: Query, directory: Directory, texts: readonly Text[]): Promise<Mentions[]> {
  const named = texts.map(({ roomId, body }) => ({ roomId, names: findMentions(body).map(({ name }) => name) }));
  const isUnsure = (roomId: Id) => (name: string) =>
    name !== ROOM_MENTION && findMember(directory, roomId, foldUsername(name)) === undefined;
  const unsure = named.map(({ roomId, names }) => ({
    roomId,
    names: names.filter(isUnsure(roomId)).slice(0, limits.mentionsPerMessage),
  }));
  const found = await findMembers(query, unsure);
  return named.map(({ roomId, names }) =>
    toMentions(names, (username) => findMember(directory, roomId, username) ?? found.get(`${roomId} ${username}`)),
  );
}

function toMentions(names: readonly string[], find: (username: string) => Id | undefined): Mentions {
  const userIds = new Set<Id>();
  let room = false;
  for (const name of names) {
    const username = resolveMention(name, (known) => known === ROOM_MENTION || find(known) !== undefined);
    if (username === undefined) continue;
    if (username === ROOM_MENTION) room = true;
    else if (userIds.size < limits.mentionsPerMessage) userIds.add(find(username) ?? "");
  }
  return { userIds: [...userIds], room };
}

function findMember(directory: Directory, roomId: Id, username: string): Id | undefined {
  const user = directory.userByName(username);
  return user && !user.deactivated && directory.membership(roomId, user.id) ? user.id : undefined;
}

/** Members by room and username, of all the usernames that names may begin with. */
async function findMembers(
  query: Query,
  named: readonly { roomId: Id; names: readonly string[] }[],
): Promise<ReadonlyMap<string, Id>> {
  const wanted = named.flatMap(({ roomId, names }) =>
    [...new Set(names.flatMap(toBeginnings))].map((username) => ({ roomId, username })),
  );
  if (wanted.length === 0) return new Map();
  const rows = await query<{ room_id: Id; username: string; id: Id }>(
    `SELECT i.room_id, u.username, u.id FROM unnest($1::uuid[], $2::text[]) AS i(room_id, username)
     JOIN "user" u ON u.username = i.username AND u.deactivated_at IS NULL
     JOIN membership m ON m.room_id = i.room_id AND m.user_id = u.id`,
    [wanted.map(({ roomId }) => roomId), wanted.map(({ username }) => username)],
  );
  return new Map(rows.map((row) => [`${row.room_id} ${row.username}`, row.id]));
}
