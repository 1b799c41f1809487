import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { onceRead } from "./mark-read.ts";

/**
 * Counts what stands at a seq and after it as unread again. The read mark itself stays: it only moves forward. From past
 * the mark on everything is unread anyhow: a seq further on, or in the future, must not make read what lies before it.
 */
export const markUnread: Handler<"read.markUnread"> = ({ id, roomId, seq }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    await accessRoomForWrite(tx, { userId, roomId, permission: "room.read", archived: "allow" });
    return onceRead(tx, { id, userId, roomId, subject: `read.markUnread ${roomId} ${seq}` }, async () => {
      const changed = await tx.query(
        `UPDATE membership SET unread_from = LEAST($3, read_seq + 1)
         WHERE room_id = $1 AND user_id = $2 AND unread_from IS DISTINCT FROM LEAST($3, read_seq + 1) RETURNING 1`,
        [roomId, userId, seq],
      );
      return changed.length > 0;
    });
  });
