import { CommandError, can } from "@hiroba/protocol";
import { refuseUnless, roomArchived } from "../access.ts";
import type { Handler } from "../context.ts";
import { type RoomRow, roomColumns } from "../rows.ts";
import { accessActor } from "../users/user-writes.ts";
import { addToRoom, countAdmins } from "./membership-writes.ts";
import { readRoomEntries } from "./read-room-entries.ts";

/** Joins a public room. To somebody outside, a private room looks like none. */
export const joinRoom: Handler<"room.join"> = ({ roomId }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const [held] = await readRoomEntries(tx.query, userId, roomId);
    if (held) return { entry: held, seq: tx.head() };
    const { actor } = await accessActor(tx, userId);
    const [room] = await tx.query<RoomRow>(`SELECT ${roomColumns} FROM room r WHERE r.id = $1 AND r.kind = 'public'`, [
      roomId,
    ]);
    // Who may not browse must not learn which rooms exist.
    if (!room || !can(actor, "room.browse")) throw new CommandError("NOT_FOUND", "There is no such room.");
    refuseUnless(actor, "room.join");
    if (room.archived_at !== null) throw roomArchived();
    // Whoever comes to a room that nobody runs, since all have left it but guests and closed accounts, is the one to do so.
    const role = (await countAdmins(tx, roomId)) === 0 ? "admin" : "member";
    const entry = await addToRoom(tx, { roomId, userId, role });
    return { entry, seq: tx.head() };
  });
