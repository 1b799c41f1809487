import { type Membership, userTopic } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { readRoomEntries } from "./read-room-entries.ts";

/** Mutes or stars a room for the caller alone. */
export const configureRoom: Handler<"room.configure"> = ({ roomId, muted, starred }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    await accessRoomForWrite(tx, { userId, roomId, permission: "room.read", archived: "allow" });
    const [held] = await readRoomEntries(tx.query, userId, roomId);
    if (!held) throw new Error("The membership was there a statement ago.");
    const membership = {
      ...held.membership,
      muted: muted ?? held.membership.muted,
      starred: starred ?? held.membership.starred,
    };
    if (isSame(held.membership, membership)) return { membership, seq: tx.head() };
    await tx.query("UPDATE membership SET muted = $3, starred = $4 WHERE room_id = $1 AND user_id = $2", [
      roomId,
      userId,
      membership.muted,
      membership.starred,
    ]);
    const seq = tx.publish(userTopic(userId), () => ({ type: "room.configured", roomId, membership }));
    return { membership, seq };
  });

function isSame(left: Membership, right: Membership): boolean {
  return left.muted === right.muted && left.starred === right.starred;
}
