import { z } from "zod";
import { draftSchema } from "../features/drafts.ts";
import { memberSchema } from "../features/members.ts";
import { messageSchema, noteSchema } from "../features/messages.ts";
import { roomEntrySchema } from "../features/rooms.ts";
import { settingsSchema } from "../features/settings.ts";
import { userSchema } from "../features/users.ts";
import { workspaceSchema } from "../features/workspace.ts";
import { idSchema } from "../ids.ts";
import { seqSchema } from "../time.ts";

/**
 * The stretch of a room's history that a device holds, oldest first: ids of messages, and the notes between them.
 * `newer: false` means that it reaches the present, and new messages belong to it.
 */
export const timelineSchema = z.object({
  messageIds: z.array(idSchema),
  notes: z.array(noteSchema),
  older: z.boolean(),
  newer: z.boolean(),
});
export type Timeline = z.infer<typeof timelineSchema>;

/** Everybody in a room, as of `seq`; held only for rooms whose members were asked for. */
export const roomMembersSchema = z.object({ byId: z.record(idSchema, memberSchema), seq: seqSchema });
export type RoomMembers = z.infer<typeof roomMembersSchema>;

/**
 * What a device holds of the log, and what a snapshot is (rule L10). Complete: the workspace, its people, my rooms with
 * their unread counts, my drafts and settings. Windows, held as far as asked for: `timelines`, the `messages` they and
 * their quotes name, and `members`.
 */
export const stateSchema = z.object({
  userId: idSchema,
  workspace: workspaceSchema,
  settings: settingsSchema,
  users: z.record(idSchema, userSchema),
  rooms: z.record(idSchema, roomEntrySchema),
  drafts: z.record(idSchema, draftSchema),
  timelines: z.record(idSchema, timelineSchema),
  messages: z.record(idSchema, messageSchema),
  members: z.record(idSchema, roomMembersSchema),
});
export type State = z.infer<typeof stateSchema>;
