import { type Membership, userTopic } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";

type Row = { role: Membership["role"]; joined_seq: string; muted: boolean; starred: boolean };

/** Mutes or stars a room for the caller alone. */
export const configureRoom: Handler<"room.configure"> = ({ roomId, muted, starred }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    await accessRoomForWrite(tx, { userId, roomId, permission: "room.read", archived: "allow" });
    const [row] = await tx.query<Row>(
      `UPDATE membership SET muted = COALESCE($3, muted), starred = COALESCE($4, starred)
       WHERE room_id = $1 AND user_id = $2 RETURNING role, joined_seq, muted, starred`,
      [roomId, userId, muted ?? null, starred ?? null],
    );
    if (!row) throw new Error("The membership was there a statement ago.");
    const membership = { role: row.role, joinedSeq: Number(row.joined_seq), muted: row.muted, starred: row.starred };
    const seq = tx.publish(userTopic(userId), () => ({ type: "room.configured", roomId, membership }));
    return { membership, seq };
  });
