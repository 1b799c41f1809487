import { CommandError } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { countAdmins, storeRole } from "../rooms/membership-writes.ts";
import { readMembers } from "./read-members.ts";

/** Makes a member an admin of the room, or no longer one. A room keeps somebody who runs it. */
export const setMemberRole: Handler<"member.setRole"> = ({ roomId, userId, role }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    await accessRoomForWrite(tx, { userId: caller.userId, roomId, permission: "member.setRole" });
    const [held] = await readMembers(tx.query, roomId, userId);
    if (!held) throw new CommandError("NOT_FOUND", "This person is not in the room.");
    if (held.role === role) return { member: held, seq: tx.head() };
    if (held.role === "admin" && (await countAdmins(tx, roomId, userId)) === 0) {
      throw new CommandError("CONFLICT", "Make somebody else an admin first.", { reason: "lastRoomAdmin" });
    }
    return storeRole(tx, { roomId, userId, role });
  });
