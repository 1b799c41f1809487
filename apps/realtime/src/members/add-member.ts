import { CommandError, type Member } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { addToRoom } from "../rooms/membership-writes.ts";
import { readMembers } from "./read-members.ts";

/** Adds a person to a room. Who is in already stays as they are. */
export const addMember: Handler<"member.add"> = ({ roomId, userId }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    await accessRoomForWrite(tx, { userId: caller.userId, roomId, permission: "member.add" });
    const [user] = await tx.query('SELECT 1 FROM "user" WHERE id = $1 AND deactivated_at IS NULL', [userId]);
    if (!user) throw new CommandError("NOT_FOUND", "There is no such person.");
    await addToRoom(tx, { roomId, userId, role: "member" });
    const [member] = await readMembers(tx.query, roomId, userId);
    return { member: member as Member, seq: tx.head() };
  });
