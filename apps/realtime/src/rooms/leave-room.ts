import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { removeFromRoom } from "./membership-writes.ts";

/** Leaves a room. */
export const leaveRoom: Handler<"room.leave"> = ({ roomId }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    await accessRoomForWrite(tx, { userId, roomId, permission: "room.read", archived: "allow" });
    return { seq: await removeFromRoom(tx, roomId, userId) };
  });
