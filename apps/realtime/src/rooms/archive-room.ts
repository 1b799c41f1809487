import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { refuseTooManyAutoJoinRooms } from "./membership-writes.ts";
import { storeRoom } from "./update-room.ts";

/** Archives a room or brings it back. */
export const archiveRoom: Handler<"room.archive"> = ({ roomId, archived }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const { room } = await accessRoomForWrite(tx, {
      userId: caller.userId,
      roomId,
      permission: "room.archive",
      archived: "allow",
    });
    if (room.archived === archived) return { room, seq: tx.head() };
    // While it was archived others may have taken its place.
    if (!archived && room.autoJoin) await refuseTooManyAutoJoinRooms(tx);
    return storeRoom(tx, { ...room, archived }, [archived ? "archived" : "restored"]);
  });
