import { z } from "zod";
import { command } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { lineSchema, nameSchema, querySchema } from "../text.ts";
import { seqSchema, timeSchema } from "../time.ts";

/** Anybody but guests may find and join a public room; a private one is known to its members only. */
export const roomKindSchema = z.enum(["public", "private"]);
export type RoomKind = z.infer<typeof roomKindSchema>;

/** A room as its members see it. `rev` is the seq of its last change; messages do not count as one. */
export const roomSchema = z.object({
  id: idSchema,
  kind: roomKindSchema,
  name: z.string(),
  topic: z.string(),
  /** New people join it by themselves. */
  autoJoin: z.boolean(),
  archived: z.boolean(),
  createdById: idSchema.nullable(),
  createdAt: timeSchema,
  rev: seqSchema,
});
export type Room = z.infer<typeof roomSchema>;

export const roomRoleSchema = z.enum(["admin", "member"]);
export type RoomRole = z.infer<typeof roomRoleSchema>;

/** My own relation to a room I am in, the same on all my devices. */
export const membershipSchema = z.object({
  role: roomRoleSchema,
  /** The seq of the event that let me in; I hear the room from there on (rule L5). */
  joinedSeq: seqSchema,
  muted: z.boolean(),
  starred: z.boolean(),
});
export type Membership = z.infer<typeof membershipSchema>;

/** Where I have read to in a room. `unreadFrom` is set by "mark as unread" and cleared by the next read mark. */
export const readMarkSchema = z.object({ seq: seqSchema, unreadFrom: seqSchema.nullable() });
export type ReadMark = z.infer<typeof readMarkSchema>;

/** A room in my list: everything the list shows, and all that unread marks derive from (rule L16). */
export const roomEntrySchema = z.object({
  room: roomSchema,
  memberCount: z.int(),
  membership: membershipSchema,
  read: readMarkSchema,
  /** Messages by others past the read mark, tombstones not counted. */
  unread: z.int(),
  /** Those among them that mention me or the room. */
  mentions: z.int(),
  /** The seq of the newest message, 0 while there is none. */
  lastSeq: seqSchema,
});
export type RoomEntry = z.infer<typeof roomEntrySchema>;

/** What is new in a room for me. */
export type Unread = Pick<RoomEntry, "unread" | "mentions">;

/** Whether a room asks for attention: by a mention, or by anything unread while it is not muted. */
export function callsMe({ membership }: Pick<RoomEntry, "membership">, { unread, mentions }: Unread): boolean {
  return mentions > 0 || (unread > 0 && !membership.muted);
}

const roomOutput = z.object({ room: roomSchema, seq: seqSchema });
const entryOutput = z.object({ entry: roomEntrySchema, seq: seqSchema });

export const createRoom = command({
  summary: "Create a room and join it as its admin",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({
    id: idSchema,
    kind: roomKindSchema,
    name: nameSchema(limits.roomNameLength),
    topic: lineSchema(limits.roomTopicLength).default(""),
  }),
  output: entryOutput,
});

export const updateRoom = command({
  summary: "Rename a room, change its topic line, or whether new people join it by themselves",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({
    roomId: idSchema,
    name: nameSchema(limits.roomNameLength).optional(),
    topic: lineSchema(limits.roomTopicLength).optional(),
    autoJoin: z.boolean().optional(),
  }),
  output: roomOutput,
});

export const archiveRoom = command({
  summary: "Archive a room: it stays readable and takes no more messages; or bring it back",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ roomId: idSchema, archived: z.boolean().default(true) }),
  output: roomOutput,
});

export const joinRoom = command({
  summary: "Join a public room",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ roomId: idSchema }),
  output: entryOutput,
});

export const leaveRoom = command({
  summary: "Leave a room",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ roomId: idSchema }),
  output: z.object({ seq: seqSchema }),
});

export const configureRoom = command({
  summary: "Mute or star a room for myself, on all my devices",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ roomId: idSchema, muted: z.boolean().optional(), starred: z.boolean().optional() }),
  output: z.object({ membership: membershipSchema, seq: seqSchema }),
});

export const listRooms = command({
  summary:
    "Browse the public rooms, by name, with how many are in them; `after` is the last room's id of the page before",
  actor: "user",
  effect: "read",
  rate: "read",
  input: z.strictObject({
    query: querySchema(limits.roomNameLength).default(""),
    archived: z.boolean().default(false),
    after: idSchema.optional(),
    limit: z.int().min(1).max(limits.pageSize).default(50),
  }),
  output: z.object({
    rooms: z.array(z.object({ room: roomSchema, memberCount: z.int(), joined: z.boolean() })),
    more: z.boolean(),
  }),
});

/** Why a room changed, for the small line in its timeline. */
export const roomChangeSchema = z.enum(["renamed", "topic", "archived", "restored", "settings"]);
export type RoomChange = z.infer<typeof roomChangeSchema>;

export const roomEvents = [
  z.object({ type: z.literal("room.updated"), room: roomSchema, changes: z.array(roomChangeSchema) }),
  /** To me: I am in this room from now on. */
  z.object({ type: z.literal("room.joined"), entry: roomEntrySchema }),
  /** To me: I am out of this room; a device forgets what it holds of it. */
  z.object({ type: z.literal("room.left"), roomId: idSchema }),
  z.object({ type: z.literal("room.configured"), roomId: idSchema, membership: membershipSchema }),
] as const;
