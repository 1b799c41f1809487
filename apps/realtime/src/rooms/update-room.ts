import type { Room, RoomChange } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { publishWithNotes, refuseTooManyAutoJoinRooms } from "./membership-writes.ts";

/** Changes a room's name, topic line or auto-join. What is already so is not said again. */
export const updateRoom: Handler<"room.update"> = ({ roomId, ...wanted }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const { room } = await accessRoomForWrite(tx, { userId: caller.userId, roomId, permission: "room.update" });
    const changes: RoomChange[] = [];
    if (wanted.name !== undefined && wanted.name !== room.name) changes.push("renamed");
    if (wanted.topic !== undefined && wanted.topic !== room.topic) changes.push("topic");
    if (wanted.autoJoin !== undefined && wanted.autoJoin !== room.autoJoin) changes.push("settings");
    if (wanted.autoJoin && !room.autoJoin) await refuseTooManyAutoJoinRooms(tx);
    const { name = room.name, topic = room.topic, autoJoin = room.autoJoin } = wanted;
    return storeRoom(tx, { ...room, name, topic, autoJoin }, changes);
  });

/** Stores a changed room and tells its members; nothing happens without changes. */
export async function storeRoom(
  tx: WriteTx,
  changed: Room,
  changes: RoomChange[],
): Promise<{ room: Room; seq: number }> {
  if (changes.length === 0) return { room: changed, seq: tx.head() };
  const room = { ...changed, rev: tx.head() + 1 };
  await tx.query(
    "UPDATE room SET name = $2, topic = $3, auto_join = $4, archived_at = CASE WHEN $5 THEN $6::timestamptz END, rev = $7 WHERE id = $1",
    [room.id, room.name, room.topic, room.autoJoin, room.archived, tx.at, room.rev],
  );
  const seq = await publishWithNotes(tx, room.id, () => ({ type: "room.updated", room, changes }));
  return { room, seq };
}
