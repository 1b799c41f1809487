import { z } from "zod";
import { changeId, command, writtenSchema } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { bodySchema } from "../text.ts";
import { seqSchema } from "../time.ts";

/** Text I have begun in a room, the same on all my devices. An empty body that answers nothing is no draft. */
export const draftSchema = z.object({
  roomId: idSchema,
  body: z.string(),
  replyToId: idSchema.nullable(),
  rev: seqSchema,
});
export type Draft = z.infer<typeof draftSchema>;

export const saveDraft = command({
  summary: "Keep what I have begun to write in a room; an empty body that answers nothing removes it",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({
    ...changeId,
    roomId: idSchema,
    body: bodySchema(limits.draftLength),
    replyToId: idSchema.nullable().default(null),
  }),
  output: writtenSchema,
});

export const draftEvents = [z.object({ type: z.literal("draft.saved"), draft: draftSchema })] as const;
