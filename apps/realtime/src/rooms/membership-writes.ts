import {
  CommandError,
  type Id,
  limits,
  type Member,
  type RoomEntry,
  type RoomRole,
  roomTopic,
  toNotes,
  userTopic,
} from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";
import { readMembers } from "../members/read-members.ts";
import { type RoomRow, roomColumns, toRoom } from "../rows.ts";
import { readLastSeq, readRoomEntries } from "./read-room-entries.ts";

/**
 * Puts a person into a room: the room hears `member.joined`, the person's devices `room.joined`. Answers the room as it
 * stands in their list, with everything before read. Somebody who is in already changes nothing.
 */
export async function addToRoom(
  tx: WriteTx,
  { roomId, userId, role }: { roomId: Id; userId: Id; role: RoomRole },
): Promise<RoomEntry> {
  const [held] = await readRoomEntries(tx.query, userId, roomId);
  if (held) return held;
  const [room] = await tx.query<RoomRow>(
    `UPDATE room r SET member_count = r.member_count + 1 WHERE r.id = $1 RETURNING ${roomColumns}`,
    [roomId],
  );
  if (!room) throw new CommandError("NOT_FOUND", "There is no such room.");
  const joinedSeq = tx.head() + 1;
  await tx.query(
    "INSERT INTO membership (room_id, user_id, role, joined_seq, joined_at, read_seq) VALUES ($1, $2, $3, $4, $5, $4)",
    [roomId, userId, role, joinedSeq, tx.at],
  );
  const member: Member = { userId, role, joinedAt: tx.at, joinedSeq };
  await publishWithNotes(tx, roomId, () => ({ type: "member.joined", roomId, member, memberCount: room.member_count }));
  const entry: RoomEntry = {
    room: toRoom(room),
    memberCount: room.member_count,
    membership: { role, joinedSeq, muted: false, starred: false },
    read: { seq: joinedSeq, unreadFrom: null },
    unread: 0,
    mentions: 0,
    lastSeq: await readLastSeq(tx.query, roomId),
  };
  tx.publish(userTopic(userId), () => ({ type: "room.joined", entry }));
  return entry;
}

/**
 * Takes a person out of a room: the room hears `member.left`, their devices `room.left`. If nobody is left who runs it,
 * it goes to who has been there longest. Answers the last seq.
 */
export async function removeFromRoom(tx: WriteTx, roomId: Id, userId: Id): Promise<number> {
  const [removed] = await tx.query<{ role: RoomRole }>(
    "DELETE FROM membership WHERE room_id = $1 AND user_id = $2 RETURNING role",
    [roomId, userId],
  );
  if (!removed) return tx.head();
  await tx.query("DELETE FROM draft WHERE room_id = $1 AND user_id = $2", [roomId, userId]);
  const [room] = await tx.query<RoomRow>(
    `UPDATE room r SET member_count = r.member_count - 1 WHERE r.id = $1 RETURNING ${roomColumns}`,
    [roomId],
  );
  const memberCount = room?.member_count ?? 0;
  await publishWithNotes(tx, roomId, () => ({ type: "member.left", roomId, userId, memberCount }));
  if (removed.role === "admin") await handOn(tx, [roomId]);
  return tx.publish(userTopic(userId), () => ({ type: "room.left", roomId }));
}

/** Gives those of some rooms that nobody runs any more to who has been in them longest, guests aside. */
async function handOn(tx: WriteTx, roomIds: readonly Id[]): Promise<void> {
  const heirs = await tx.query<{ room_id: Id; user_id: Id }>(
    `SELECT DISTINCT ON (m.room_id) m.room_id, m.user_id
     FROM membership m JOIN "user" u ON u.id = m.user_id AND u.deactivated_at IS NULL
     WHERE m.room_id = ANY($1::uuid[]) AND u.role <> 'guest' AND NOT EXISTS (
       SELECT FROM membership o JOIN "user" v ON v.id = o.user_id AND v.deactivated_at IS NULL
       WHERE o.room_id = m.room_id AND o.role = 'admin')
     ORDER BY m.room_id, m.joined_seq`,
    [roomIds],
  );
  for (const { room_id: roomId, user_id: userId } of heirs) await storeRole(tx, { roomId, userId, role: "admin" });
}

/** Gives the rooms that nobody but this person ran, whose account is closed, to others. */
export async function handRoomsOn(tx: WriteTx, userId: Id): Promise<void> {
  const run = await tx.query<{ room_id: Id }>("SELECT room_id FROM membership WHERE user_id = $1 AND role = 'admin'", [
    userId,
  ]);
  await handOn(
    tx,
    run.map((row) => row.room_id),
  );
}

/** How many run a room, one person aside. Who can no longer sign in runs nothing. */
export async function countAdmins(tx: WriteTx, roomId: Id, aside: Id | null = null): Promise<number> {
  const [row] = await tx.query<{ count: string }>(
    `SELECT count(*) FROM membership m JOIN "user" u ON u.id = m.user_id AND u.deactivated_at IS NULL
     WHERE m.room_id = $1 AND m.role = 'admin' AND m.user_id IS DISTINCT FROM $2`,
    [roomId, aside],
  );
  return Number(row?.count);
}

/** Gives a member another role: the room hears `member.updated`, their devices of their own new right. */
export async function storeRole(
  tx: WriteTx,
  { roomId, userId, role }: { roomId: Id; userId: Id; role: RoomRole },
): Promise<{ member: Member; seq: number }> {
  await tx.query("UPDATE membership SET role = $3 WHERE room_id = $1 AND user_id = $2", [roomId, userId, role]);
  const [member] = await readMembers(tx.query, roomId, userId);
  const [entry] = await readRoomEntries(tx.query, userId, roomId);
  if (!member || !entry) throw new Error("The membership was there a statement ago.");
  tx.publish(roomTopic(roomId), () => ({ type: "member.updated", roomId, member }));
  const { membership } = entry;
  const seq = tx.publish(userTopic(userId), () => ({ type: "room.configured", roomId, membership }));
  return { member, seq };
}

/** Publishes an event of a room and stores the small lines it leaves in the timeline. */
export async function publishWithNotes(
  tx: WriteTx,
  roomId: Id,
  make: Parameters<WriteTx["publish"]>[1],
): Promise<number> {
  let notes: ReturnType<typeof toNotes> = [];
  const topic = roomTopic(roomId);
  const seq = tx.publish(topic, (next) => {
    const event = make(next);
    notes = toNotes({ seq: next, topic, at: tx.at, actorId: tx.actorId, event });
    return event;
  });
  for (const { kind, userId, text } of notes) {
    await tx.query(
      "INSERT INTO note (room_id, seq, kind, at, actor_id, user_id, text) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [roomId, seq, kind, tx.at, tx.actorId, userId, text],
    );
  }
  return seq;
}

/** Refuses one room too many that new people join by themselves: each costs several statements whenever one comes. */
export async function refuseTooManyAutoJoinRooms(tx: WriteTx): Promise<void> {
  const held = await tx.query("SELECT 1 FROM room WHERE auto_join AND archived_at IS NULL LIMIT $1", [
    limits.autoJoinRooms,
  ]);
  if (held.length < limits.autoJoinRooms) return;
  const message = "New people join as many rooms by themselves as they can.";
  throw new CommandError("CONFLICT", message, { reason: "tooManyAutoJoinRooms" });
}

/** Refuses one room too many. */
export async function refuseTooManyRooms(tx: WriteTx): Promise<void> {
  const [row] = await tx.query<{ count: string }>("SELECT count(*) FROM room");
  if (Number(row?.count) >= limits.roomsPerWorkspace) {
    throw new CommandError("CONFLICT", "The workspace has as many rooms as it can hold.", { reason: "tooManyRooms" });
  }
}
