import { CommandError, userTopic } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { publishWithNotes } from "../rooms/membership-writes.ts";
import { readRoomEntries } from "../rooms/read-room-entries.ts";
import { readMembers } from "./read-members.ts";

/** Makes a member an admin of the room, or no longer one. */
export const setMemberRole: Handler<"member.setRole"> = ({ roomId, userId, role }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    await accessRoomForWrite(tx, { userId: caller.userId, roomId, permission: "member.setRole" });
    const [held] = await readMembers(tx.query, roomId, userId);
    if (!held) throw new CommandError("NOT_FOUND", "This person is not in the room.");
    if (held.role === role) return { member: held, seq: tx.head() };
    await tx.query("UPDATE membership SET role = $3 WHERE room_id = $1 AND user_id = $2", [roomId, userId, role]);
    const member = { ...held, role };
    await publishWithNotes(tx, roomId, () => ({ type: "member.updated", roomId, member }));
    const [entry] = await readRoomEntries(tx.query, userId, roomId);
    if (!entry) throw new Error("The membership was there a statement ago.");
    const { membership } = entry;
    const seq = tx.publish(userTopic(userId), () => ({ type: "room.configured", roomId, membership }));
    return { member, seq };
  });
