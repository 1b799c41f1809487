import { CommandError } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { removeFromRoom } from "../rooms/membership-writes.ts";
import { readMembers } from "./read-members.ts";

/** Removes a person from a room; what they have open there closes (L15). */
export const removeMember: Handler<"member.remove"> = ({ roomId, userId }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const permission = userId === caller.userId ? "room.read" : "member.remove";
    await accessRoomForWrite(tx, { userId: caller.userId, roomId, permission, archived: "allow" });
    const [member] = await readMembers(tx.query, roomId, userId);
    if (!member) throw new CommandError("NOT_FOUND", "This person is not in the room.");
    return { seq: await removeFromRoom(tx, roomId, userId) };
  });
