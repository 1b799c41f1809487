import { findMentions, type Id, limits, type Mentions, ROOM_MENTION, resolveMention } from "@hiroba/protocol";
import type { Directory } from "../log/directory.ts";

/** Whom a text calls: members of the room by username, and the room itself. Names beyond the limit are plain text. */
export function toMentions(directory: Directory, { roomId, body }: { roomId: Id; body: string }): Mentions {
  const userIds = new Set<Id>();
  let room = false;
  for (const { name } of findMentions(body)) {
    const username = resolveMention(name, (known) => known === ROOM_MENTION || isMember(directory, roomId, known));
    if (username === ROOM_MENTION) room = true;
    else if (username !== undefined && userIds.size < limits.mentionsPerMessage) {
      userIds.add(directory.userByName(username)?.id ?? "");
    }
  }
  return { userIds: [...userIds], room };
}

function isMember(directory: Directory, roomId: Id, username: string): boolean {
  const user = directory.userByName(username);
  return user !== undefined && !user.deactivated && directory.membership(roomId, user.id) !== undefined;
}
