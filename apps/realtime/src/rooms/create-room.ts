import { CommandError, type RoomEntry } from "@hiroba/protocol";
import { accessWorkspace } from "../access.ts";
import type { Handler } from "../context.ts";
import { addToRoom, refuseTooManyRooms } from "./membership-writes.ts";
import { readRoomEntries } from "./read-room-entries.ts";

/** Creates a room with its creator as its admin. The same id again returns the first result (L4). */
export const createRoom: Handler<"room.create"> = async ({ id, kind, name, topic }, { app, caller }) => {
  await accessWorkspace(app, caller, "room.create");
  return app.log.write(caller.userId, async (tx) => {
    const [taken] = await tx.query<{ created_by_id: string | null }>("SELECT created_by_id FROM room WHERE id = $1", [
      id,
    ]);
    if (taken) return { entry: await repeat(taken.created_by_id), seq: tx.head() };
    await refuseTooManyRooms(tx);
    await tx.query(
      "INSERT INTO room (id, kind, name, topic, created_by_id, created_at, rev) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [id, kind, name, topic, caller.userId, tx.at, tx.head() + 1],
    );
    const entry = await addToRoom(tx, { roomId: id, userId: caller.userId, role: "admin" });
    return { entry, seq: tx.head() };

    async function repeat(createdById: string | null): Promise<RoomEntry> {
      const [entry] = createdById === caller.userId ? await readRoomEntries(tx.query, caller.userId, id) : [];
      if (!entry) throw new CommandError("CONFLICT", "This id is taken.", { reason: "idTaken" });
      return entry;
    }
  });
};
