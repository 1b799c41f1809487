import { z } from "zod";
import { changeId, command } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { bodySchema, isBlank } from "../text.ts";
import { seqSchema, timeSchema } from "../time.ts";
import { reactionSchema } from "./reactions.ts";
import { roomChangeSchema } from "./rooms.ts";

/**
 * Who a message calls: people of the room by id, and everybody when `room` is true. Fixed when it is sent; a tombstone
 * names nobody, and those of whom that leaves a count wrong are sent a `read.marked`.
 */
export const mentionsSchema = z.object({ userIds: z.array(idSchema), room: z.boolean() });
export type Mentions = z.infer<typeof mentionsSchema>;

/**
 * A message. `seq` is the seq of the event that created it and its place in the room; `rev` the seq of the last event
 * that changed it, reactions included. A deleted message stays as a tombstone: `deletedAt` set, `body`
 * and `mentions.userIds` empty.
 */
export const messageSchema = z.object({
  id: idSchema,
  roomId: idSchema,
  authorId: idSchema,
  seq: seqSchema,
  rev: seqSchema,
  body: z.string(),
  replyToId: idSchema.nullable(),
  mentions: mentionsSchema,
  reactions: z.array(reactionSchema),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  deletedAt: timeSchema.nullable(),
});
export type Message = z.infer<typeof messageSchema>;

/** A small line between messages: who came, left, renamed. It has a place in the room but is not a message. */
export const noteSchema = z.object({
  seq: seqSchema,
  roomId: idSchema,
  at: timeSchema,
  actorId: idSchema.nullable(),
  kind: z.enum(["joined", "left", ...roomChangeSchema.exclude(["settings"]).options]),
  /** Whom it is about, where that is not the actor. */
  userId: idSchema.nullable(),
  /** The new name or topic. */
  text: z.string(),
});
export type Note = z.infer<typeof noteSchema>;

/**
 * A stretch of a room's history, oldest first: its messages and notes, and `quoted`, the messages that those reply to
 * and that lie outside it. `older` and `newer` say whether more follows. Read as of `seq`.
 */
export const messagePageSchema = z.object({
  messages: z.array(messageSchema),
  notes: z.array(noteSchema),
  quoted: z.array(messageSchema),
  older: z.boolean(),
  newer: z.boolean(),
  seq: seqSchema,
});
export type MessagePage = z.infer<typeof messagePageSchema>;

const messageText = bodySchema(limits.messageLength).refine((text) => !isBlank(text), "must not be empty");
const messageOutput = z.object({ message: messageSchema, seq: seqSchema });

export const sendMessage = command({
  summary:
    "Send a message; sending it again under the same id returns the first result, and anything else under that id is a `CONFLICT`",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({
    id: idSchema,
    roomId: idSchema,
    body: messageText,
    replyToId: idSchema.nullable().default(null),
  }),
  output: messageOutput,
});

export const editMessage = command({
  summary: "Change the text of my message; the earlier text is kept",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ ...changeId, messageId: idSchema, body: messageText }),
  output: messageOutput,
});

export const deleteMessage = command({
  summary: "Delete a message; a tombstone stays in its place and its text is erased everywhere, the log included",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ messageId: idSchema }),
  output: messageOutput,
});

export const listMessages = command({
  summary: "A page of a room's history: the newest, or before, after or around a seq",
  actor: "user",
  effect: "read",
  rate: "read",
  input: z
    .strictObject({
      roomId: idSchema,
      before: seqSchema.optional(),
      after: seqSchema.optional(),
      around: seqSchema.optional(),
      limit: z.int().min(1).max(limits.pageSize).default(50),
    })
    .refine(
      ({ before, after, around }) => [before, after, around].filter((seq) => seq !== undefined).length <= 1,
      "only one of before, after and around",
    ),
  output: messagePageSchema,
});

export const getMessages = command({
  summary: "Messages by id; those that do not exist or that I may not read are left out",
  actor: "user",
  effect: "read",
  rate: "read",
  input: z.strictObject({ messageIds: z.array(idSchema).min(1).max(limits.pageSize) }),
  output: z.object({ messages: z.array(messageSchema), seq: seqSchema }),
});

export const listMessageEdits = command({
  summary: "The earlier texts of an edited message, oldest first",
  actor: "user",
  effect: "read",
  rate: "read",
  input: z.strictObject({ messageId: idSchema }),
  output: z.object({ edits: z.array(z.object({ body: z.string(), at: timeSchema })) }),
});

export const messageEvents = [
  z.object({ type: z.literal("message.created"), message: messageSchema }),
  z.object({ type: z.literal("message.edited"), message: messageSchema }),
  z.object({ type: z.literal("message.deleted"), message: messageSchema }),
] as const;
