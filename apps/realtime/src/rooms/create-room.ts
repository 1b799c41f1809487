import { CommandError, type Id, type ParsedInput, type RoomEntry, type RoomKind } from "@hiroba/protocol";
import { refuseUnless } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { accessActor } from "../users/user-writes.ts";
import { addToRoom, refuseTooManyRooms } from "./membership-writes.ts";
import { readRoomEntries } from "./read-room-entries.ts";

type Input = ParsedInput<"room.create">;

/** Creates a room with its creator as its admin. The same id again returns the first result (L4). */
export const createRoom: Handler<"room.create"> = (input, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { actor } = await accessActor(tx, userId);
    refuseUnless(actor, "room.create");
    const held = await repeat(tx, userId, input);
    if (held) return { entry: held, seq: tx.head() };
    await refuseTooManyRooms(tx);
    const { id, kind, name, topic } = input;
    await tx.query(
      "INSERT INTO room (id, kind, name, topic, created_by_id, created_at, rev) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [id, kind, name, topic, userId, tx.at, tx.head() + 1],
    );
    const entry = await addToRoom(tx, { roomId: id, userId, role: "admin" });
    return { entry, seq: tx.head() };
  });

type Held = { created_by_id: Id | null; kind: RoomKind; name: string; topic: string; was_changed: boolean };

/**
 * The room that was created under this id before, by the same person and just so; undefined when there is none. Anything
 * else is a conflict: whoever asks for a private room must not be given the public one of their first try.
 */
async function repeat(tx: WriteTx, userId: Id, { id, kind, name, topic }: Input): Promise<RoomEntry | undefined> {
  const [held] = await tx.query<Held>(
    `SELECT created_by_id, kind, name, topic,
            EXISTS (SELECT 1 FROM note n WHERE n.room_id = r.id AND n.kind IN ('renamed', 'topic')) AS was_changed
     FROM room r WHERE id = $1`,
    [id],
  );
  if (!held) return undefined;
  // What it was called at first is not kept.
  const isCalledSo = held.was_changed || (held.name === name && held.topic === topic);
  const isSame = held.created_by_id === userId && held.kind === kind && isCalledSo;
  const [entry] = isSame ? await readRoomEntries(tx.query, userId, id) : [];
  if (!entry) throw new CommandError("CONFLICT", "This id is taken.", { reason: "idTaken" });
  return entry;
}
