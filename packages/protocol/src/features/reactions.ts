import { z } from "zod";
import { changeId, command, writtenSchema } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { seqSchema } from "../time.ts";

/** One emoji on a message and who put it there, in the order they did. A message lists them by emoji. */
export const reactionSchema = z.object({ emoji: z.string(), userIds: z.array(idSchema) });
export type Reaction = z.infer<typeof reactionSchema>;

/** Reactions in their one order, by emoji, so that every device and every snapshot hold the same. */
export function sortReactions(reactions: readonly Reaction[]): Reaction[] {
  return [...reactions].sort((left, right) => (left.emoji < right.emoji ? -1 : 1));
}

// One emoji: a flag, a keycap, or a pictograph with its modifiers and what is joined to it. Digits, `#` and `*` are emoji
// to Unicode only as keycaps, and half a flag is none.
const pictograph = String.raw`(?![0-9#*\p{RI}])\p{Emoji}(?:\p{EMod}|\ufe0f)?`;
const emojiPattern = new RegExp(
  String.raw`^(?:\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|${pictograph}(?:[\u{e0020}-\u{e007e}]+\u{e007f})?(?:\u200d${pictograph})*)$`,
  "u",
);

const variationSelector = /\ufe0f/gu;
const textByDefault = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{EMod})/gu;

/**
 * An emoji as Unicode calls it fully qualified (UTS #51): U+FE0F stands behind each part that would be text without it,
 * and nowhere else. ❤ and ❤️ come out the same, 👍 and 👍 with a U+FE0F too; two emoji are one reaction when they do.
 */
export function toQualifiedEmoji(emoji: string): string {
  return emoji.replace(variationSelector, "").replace(textByDefault, "$&\ufe0f");
}

/** Any single emoji, with or without U+FE0F, which decides between text and picture: it is kept fully qualified. */
export const emojiSchema = z
  .string()
  .max(limits.emojiLength)
  .refine((text) => emojiPattern.test(text), "not an emoji")
  .transform(toQualifiedEmoji)
  .pipe(z.string().max(limits.emojiLength));

const reactionInput = z.strictObject({ ...changeId, messageId: idSchema, emoji: emojiSchema });

export const addReaction = command({
  summary: "React to a message with an emoji",
  actor: "user",
  effect: "write",
  rate: "write",
  input: reactionInput,
  output: writtenSchema,
});

export const removeReaction = command({
  summary: "Take my reaction back",
  actor: "user",
  effect: "write",
  rate: "write",
  input: reactionInput,
  output: writtenSchema,
});

const reactionEvent = {
  roomId: idSchema,
  messageId: idSchema,
  userId: idSchema,
  emoji: z.string(),
  messageSeq: seqSchema,
};

export const reactionEvents = [
  z.object({ type: z.literal("reaction.added"), ...reactionEvent }),
  z.object({ type: z.literal("reaction.removed"), ...reactionEvent }),
] as const;
