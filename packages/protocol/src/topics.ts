import { z } from "zod";
import type { Id } from "./ids.ts";

/**
 * Who hears an event (rule L5): everybody in the workspace, one person's devices, or the members of a room.
 * The server derives a device's topics from membership; clients never name one.
 */
export const topicSchema = z.templateLiteral([z.enum(["room", "user"]), ":", z.uuid()]).or(z.literal("workspace"));
export type Topic = "workspace" | `room:${Id}` | `user:${Id}`;

/** The topic of a room's members. */
export function roomTopic(roomId: Id): Topic {
  return `room:${roomId}`;
}

/** The topic of one person's devices. */
export function userTopic(userId: Id): Topic {
  return `user:${userId}`;
}
