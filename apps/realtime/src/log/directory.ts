import type { Actor, Envelope, Id, Room, RoomRole, Topic, User } from "@hiroba/protocol";
import { roomTopic, userTopic } from "@hiroba/protocol";
import type { Pool } from "pg";
import { toQuery } from "../query.ts";
import { type RoomRow, toRoom, toUser, type UserRow, userColumns } from "../rows.ts";
import { type LogHead, readHead } from "./head.ts";

/**
 * Who is who and who is where, in memory: loaded once, then folded from the log, so that deciding who hears an event or
 * may do a thing asks no database (L5, L11, L15). As of the tail's position; whoever is refused by it looks again after
 * the tail has caught up (see `access.ts`), since another node may have let them in a moment ago.
 */
export type Directory = {
  user(userId: Id): User | undefined;
  userByName(username: string): User | undefined;
  users(): Iterable<User>;
  userCount(): number;
  room(roomId: Id): Room | undefined;
  /** A person's place in a room; `joinedSeq` is the event from which on they hear it. */
  membership(roomId: Id, userId: Id): Place | undefined;
  membersOf(roomId: Id): ReadonlyMap<Id, Place>;
  roomsOf(userId: Id): ReadonlySet<Id>;
  topicsOf(userId: Id): Topic[];
  /** The seq from which on a person hears a topic; endless where they do not (L5). */
  hearsFrom(userId: Id, topic: Topic): number;
  /** Whether an event is for this person (L5). */
  hears(userId: Id, envelope: Pick<Envelope, "seq" | "topic">): boolean;
  /** The person as the table of rights sees them; undefined when unknown or deactivated. */
  actor(userId: Id, roomId: Id | null): Actor | undefined;
  /** Folds one event in. */
  apply(envelope: Envelope): void;
};

export type Place = { role: RoomRole; joinedSeq: number };

const nowhere: ReadonlySet<Id> = new Set();
const nobody: ReadonlyMap<Id, Place> = new Map();

/** Loads the directory as of one moment and tells that moment's head of the log. */
export async function loadDirectory(pool: Pool): Promise<{ directory: Directory; head: LogHead }> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const head = await readHead(client);
    const query = toQuery(client);
    const users = await query<UserRow>(`SELECT ${userColumns} FROM "user"`);
    const rooms = await query<RoomRow>("SELECT * FROM room");
    const places = await query<PlaceRow>("SELECT room_id, user_id, role, joined_seq FROM membership");
    await client.query("COMMIT");
    const directory = createDirectory();
    for (const user of users) directory.putUser(toUser(user));
    for (const room of rooms) directory.putRoom(toRoom(room));
    for (const place of places) {
      directory.putPlace(place.room_id, place.user_id, { role: place.role, joinedSeq: Number(place.joined_seq) });
    }
    return { directory, head };
  } finally {
    client.release();
  }
}

type PlaceRow = { room_id: Id; user_id: Id; role: RoomRole; joined_seq: string };

type Filling = Directory & {
  putUser(user: User): void;
  putRoom(room: Room): void;
  putPlace(roomId: Id, userId: Id, place: Place): void;
};

function createDirectory(): Filling {
  const users = new Map<Id, User>();
  const byName = new Map<string, User>();
  const rooms = new Map<Id, Room>();
  const members = new Map<Id, Map<Id, Place>>();
  const whereabouts = new Map<Id, Set<Id>>();

  const putUser = (user: User) => {
    const before = users.get(user.id);
    if (before) byName.delete(before.username);
    users.set(user.id, user);
    byName.set(user.username, user);
  };
  const putRoom = (room: Room) => {
    rooms.set(room.id, room);
  };
  const putPlace = (roomId: Id, userId: Id, place: Place) => {
    entryOf(members, roomId, () => new Map()).set(userId, place);
    entryOf(whereabouts, userId, () => new Set()).add(roomId);
  };
  const removePlace = (roomId: Id, userId: Id) => {
    members.get(roomId)?.delete(userId);
    whereabouts.get(userId)?.delete(roomId);
  };
  const membership = (roomId: Id, userId: Id) => members.get(roomId)?.get(userId);
  const roomsOf = (userId: Id) => whereabouts.get(userId) ?? nowhere;
  const hearsFrom = (userId: Id, topic: Topic) => {
    if (topic === "workspace" || topic === userTopic(userId)) return 0;
    const place = topic.startsWith("room:") ? membership(topic.slice("room:".length), userId) : undefined;
    return place?.joinedSeq ?? Number.POSITIVE_INFINITY;
  };

  return {
    putUser,
    putRoom,
    putPlace,
    user: (userId) => users.get(userId),
    userByName: (username) => byName.get(username),
    users: () => users.values(),
    userCount: () => users.size,
    room: (roomId) => rooms.get(roomId),
    membership,
    membersOf: (roomId) => members.get(roomId) ?? nobody,
    roomsOf,
    topicsOf: (userId) => ["workspace", userTopic(userId), ...[...roomsOf(userId)].map(roomTopic)],
    hearsFrom,
    hears: (userId, { seq, topic }) => seq >= hearsFrom(userId, topic),
    actor: (userId, roomId) => {
      const user = users.get(userId);
      if (!user || user.deactivated) return undefined;
      return { role: user.role, roomRole: roomId === null ? null : (membership(roomId, userId)?.role ?? null) };
    },
    apply: ({ event }) => {
      switch (event.type) {
        case "user.created":
        case "user.updated":
          return putUser(event.user);
        case "room.updated":
          return putRoom(event.room);
        case "room.joined":
          return putRoom(event.entry.room);
        case "member.joined":
        case "member.updated":
          return putPlace(event.roomId, event.member.userId, event.member);
        case "member.left":
          return removePlace(event.roomId, event.userId);
        default:
          return;
      }
    },
  };
}

function entryOf<Value>(map: Map<Id, Value>, id: Id, create: () => Value): Value {
  const value = map.get(id) ?? create();
  map.set(id, value);
  return value;
}
