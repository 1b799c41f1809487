import { type Actor, CommandError, type Id, limits, newId, type Role, type User } from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";
import type { Query } from "../query.ts";
import { addToRoom } from "../rooms/membership-writes.ts";
import { toUser, type UserRow, userColumns } from "../rows.ts";
import { findFreeUsername, refuseTakenUsername, toUsername } from "./usernames.ts";

/** A person to be. Without a username they get one made of their name; `passwordHash` is null for guests. */
export type Newcomer = {
  id: Id;
  name: string;
  username?: string | undefined;
  role: Role;
  passwordHash: string | null;
};

/** Adds a person to the workspace, who is in no room yet. */
export async function insertUser(tx: WriteTx, newcomer: Newcomer): Promise<User> {
  const { id, name, role } = newcomer;
  if (newcomer.username) await refuseTakenUsername(tx, newcomer.username);
  const username = newcomer.username ?? (await findFreeUsername(tx, toUsername(name, role)));
  const user: User = { id, username, name, role, deactivated: false, rev: tx.head() + 1 };
  await tx.query(
    `INSERT INTO "user" (id, username, name, role, rev, email, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [id, username, name, role, user.rev, `${id}@users.invalid`, tx.at],
  );
  await tx.query(
    `INSERT INTO account (id, account_id, provider_id, user_id, password, created_at, updated_at)
     VALUES ($1, $2, 'credential', $3, $4, $5, $5)`,
    [newId(), id, id, newcomer.passwordHash, tx.at],
  );
  tx.publish("workspace", () => ({ type: "user.created", user }));
  return user;
}

/** Puts a person into rooms, in order; rooms that are gone or archived are passed over. */
export async function joinRooms(tx: WriteTx, userId: Id, roomIds: readonly Id[]): Promise<void> {
  const rows = await tx.query<{ id: Id }>("SELECT id FROM room WHERE id = ANY($1::uuid[]) AND archived_at IS NULL", [
    roomIds,
  ]);
  const open = new Set(rows.map((row) => row.id));
  for (const roomId of roomIds) if (open.has(roomId)) await addToRoom(tx, { roomId, userId, role: "member" });
}

/** The rooms that everybody joins, oldest first; no more, where there are from before they were counted. */
export function listAutoJoinRooms(query: Query): Promise<{ id: Id; name: string }[]> {
  return query("SELECT id, name FROM room WHERE auto_join AND archived_at IS NULL ORDER BY created_at, id LIMIT $1", [
    limits.autoJoinRooms,
  ]);
}

/** A person as they are now, to decide what they may do. Refuses whoever is unknown or deactivated. */
export async function accessActor(tx: WriteTx, userId: Id): Promise<{ user: User; actor: Actor }> {
  const user = await findUser(tx, userId);
  if (!user || user.deactivated) throw new CommandError("UNAUTHENTICATED", "Sign in again.");
  return { user, actor: { role: user.role, roomRole: null } };
}

/** A person, whatever became of them. */
export async function findUser(tx: WriteTx, userId: Id): Promise<User | undefined> {
  const [row] = await tx.query<UserRow>(`SELECT ${userColumns} FROM "user" WHERE id = $1`, [userId]);
  return row && toUser(row);
}

/** Stores what has changed of a person and tells everybody. */
export async function storeUser(tx: WriteTx, changed: User): Promise<{ user: User; seq: number }> {
  const user = { ...changed, rev: tx.head() + 1 };
  await tx.query(
    `UPDATE "user" SET username = $2, name = $3, role = $4, rev = $5, updated_at = $6,
       deactivated_at = CASE WHEN $7 THEN COALESCE(deactivated_at, $6) END
     WHERE id = $1`,
    [user.id, user.username, user.name, user.role, user.rev, tx.at, user.deactivated],
  );
  return { user, seq: tx.publish("workspace", () => ({ type: "user.updated", user })) };
}
