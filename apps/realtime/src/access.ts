import {
  type Actor,
  CommandError,
  can,
  type Id,
  type Message,
  type Permission,
  type Room,
  type User,
} from "@hiroba/protocol";
import type { App, Caller, Context } from "./context.ts";
import type { WriteTx } from "./log/append.ts";
import type { Query } from "./query.ts";
import { type MessageRow, messageColumns, type RoomRow, roomColumns, toMessage, toRoom } from "./rows.ts";

/*
 * The only way to obtain a room or a message: the right is checked as it is read (L15). Not a member and does not exist
 * look the same. `access…` on an App decides from memory, for reading; `…ForWrite` inside a write's transaction decides
 * from the tables, where nothing changes any more.
 */

/** A room that the caller is in, for reading in it. Looks again before refusing: another node may be ahead. */
export async function accessRoom(
  { app, caller }: Pick<Context, "app" | "caller">,
  roomId: Id,
  permission: Permission = "room.read",
): Promise<Room> {
  const found = findRoom(app, caller, roomId);
  if (found && can(found.actor, permission)) return found.room;
  await app.tail.catchUp();
  const known = findRoom(app, caller, roomId);
  if (!known || !can(known.actor, "room.read")) throw roomNotFound();
  const { room, actor } = known;
  refuseUnless(actor, permission);
  return room;
}

function findRoom({ directory }: App, { userId }: Caller, roomId: Id): { room: Room; actor: Actor } | undefined {
  const room = directory.room(roomId);
  const actor = directory.actor(userId, roomId);
  return room && actor?.roomRole ? { room, actor } : undefined;
}

/** Refuses what the table of rights does not give this actor. */
export function refuseUnless(actor: Actor, permission: Permission): void {
  if (!can(actor, permission))
    throw new CommandError("FORBIDDEN", `You may not do this: ${permission}.`, { permission });
}

/** The one answer for a room that is not there and one that the caller is not in. */
export function roomNotFound(): CommandError {
  return new CommandError("NOT_FOUND", "There is no such room, or you are not in it.");
}

/** The person who calls, proved by a credential. Looks again before refusing: another node may have let them in. */
export async function accessAccount(app: App, caller: Caller | null): Promise<{ caller: Caller; actor: Actor }> {
  if (!caller) throw new CommandError("UNAUTHENTICATED", "Sign in.");
  const find = () => app.directory.actor(caller.userId, null);
  const actor = find() ?? (await app.tail.catchUp().then(find));
  if (!actor) throw new CommandError("UNAUTHENTICATED", "Sign in.");
  return { caller, actor };
}

/** Whether this node knows already that a caller has an account. */
export function hasAccount({ directory }: App, caller: Caller | null): boolean {
  return caller !== null && directory.actor(caller.userId, null) !== undefined;
}

/**
 * Refuses a caller whose session, token or account has ended since they were asked for it: of one who asks very much at a
 * time the last waits for its turn for seconds (L15).
 */
export function refuseEnded({ authentication }: App, caller: Caller): void {
  if (authentication.hasEnded(caller)) throw new CommandError("UNAUTHENTICATED", "Sign in.");
}

/** The workspace right of a caller who needs no room. */
export async function accessWorkspace(app: App, caller: Caller, permission: Permission): Promise<Actor> {
  const { actor } = await accessAccount(app, caller);
  if (can(actor, permission)) return actor;
  await app.tail.catchUp();
  const again = await accessAccount(app, caller);
  refuseUnless(again.actor, permission);
  return again.actor;
}

/** A room for writing in it. Refuses archived rooms unless `archived` says otherwise. */
export async function accessRoomForWrite(
  tx: WriteTx,
  { userId, roomId, permission, archived = "refuse" }: WriteAccess,
): Promise<{ room: Room; actor: Actor }> {
  const [row] = await tx.query<RoomRow & { user_role: User["role"]; room_role: Actor["roomRole"] }>(
    `SELECT ${roomColumns}, u.role AS user_role, m.role AS room_role
     FROM room r
     JOIN membership m ON m.room_id = r.id AND m.user_id = $2
     JOIN "user" u ON u.id = m.user_id AND u.deactivated_at IS NULL
     WHERE r.id = $1`,
    [roomId, userId],
  );
  if (!row) throw roomNotFound();
  const actor = { role: row.user_role, roomRole: row.room_role };
  refuseUnless(actor, permission);
  if (archived === "refuse" && row.archived_at !== null) throw roomArchived();
  return { room: toRoom(row), actor };
}

type WriteAccess = { userId: Id; roomId: Id; permission: Permission; archived?: "refuse" | "allow" };

/** The refusal to write in an archived room. */
export function roomArchived(): CommandError {
  return new CommandError("FORBIDDEN", "This room is archived.", { reason: "roomArchived" });
}

/** Refuses to change anything in an archived room. */
export function refuseArchived({ archived }: Room): void {
  if (archived) throw roomArchived();
}

/**
 * A message for changing it, with what its reader is in its room. The room may be archived: who changes something refuses
 * that, once it is clear that this is not a change made before (L4).
 */
export async function accessMessageForWrite(
  tx: WriteTx,
  { userId, messageId, permission }: { userId: Id; messageId: Id; permission: Permission },
): Promise<{ message: Message; actor: Actor; room: Room }> {
  const message = await readMessage(tx.query, messageId);
  try {
    const roomId = message?.roomId ?? NOWHERE;
    const { actor, room } = await accessRoomForWrite(tx, { userId, roomId, permission, archived: "allow" });
    if (message) return { message, actor, room };
  } catch (error) {
    throw error instanceof CommandError && error.code === "NOT_FOUND" ? messageNotFound() : error;
  }
  throw messageNotFound();
}

/** The room of a message that is not there: it is asked for too, so that the time an answer takes tells nothing. */
export const NOWHERE: Id = "00000000-0000-0000-0000-000000000000";

/** A message by id, whoever asks: for those who check the right themselves. */
export async function readMessage(query: Query, messageId: Id): Promise<Message | undefined> {
  const [row] = await query<MessageRow & { room_id: Id }>(
    `SELECT m.room_id, ${messageColumns} FROM message m WHERE m.id = $1`,
    [messageId],
  );
  return row && toMessage(row, row.room_id);
}

/** The one answer for a message that is not there and one that the caller may not see. */
export function messageNotFound(): CommandError {
  return new CommandError("NOT_FOUND", "There is no such message, or you may not see it.");
}
