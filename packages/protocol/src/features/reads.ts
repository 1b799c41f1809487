import { z } from "zod";
import { changeId, command } from "../define.ts";
import { idSchema } from "../ids.ts";
import { seqSchema } from "../time.ts";
import { readMarkSchema } from "./rooms.ts";

const readOutput = z.object({ read: readMarkSchema, unread: z.int(), mentions: z.int(), seq: seqSchema });

export const markRead = command({
  summary: "I have seen this room's messages up to a seq; the mark only moves forward (rule L16)",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ ...changeId, roomId: idSchema, seq: seqSchema }),
  output: readOutput,
});

export const markUnread = command({
  summary: "Count a message and what follows it as unread again, until the next read mark",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ ...changeId, roomId: idSchema, seq: seqSchema }),
  output: readOutput,
});

/**
 * Where my mark stands in a room and what it leaves unread: after I moved it, and after a message was deleted that named
 * me and that I had not read.
 */
export const readEvents = [
  z.object({
    type: z.literal("read.marked"),
    roomId: idSchema,
    read: readMarkSchema,
    unread: z.int(),
    mentions: z.int(),
  }),
] as const;
