import {
  CommandError,
  type Id,
  limits,
  type Message,
  type Reaction,
  type Room,
  roomTopic,
  toQualifiedEmoji,
  type Written,
} from "@hiroba/protocol";
import { accessMessageForWrite, refuseArchived } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { once } from "../log/once.ts";

/** Puts the caller's emoji on a message; once is enough. */
export const addReaction: Handler<"reaction.add"> = ({ id, messageId, emoji }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { message, room } = await accessMessageForWrite(tx, { userId, messageId, permission: "message.send" });
    return once(
      tx,
      { id, userId, subject: `reaction.add ${messageId} ${emoji}` },
      { run: () => add(tx, { message, room, userId, emoji }), repeat: async (seq) => ({ seq }) },
    );
  });

async function add(tx: WriteTx, { message, room, userId, emoji }: AskedChange): Promise<Written> {
  refuseArchived(room);
  const held = findForms(message, emoji);
  if (held.some(({ userIds }) => userIds.includes(userId))) return { seq: tx.head() };
  refuseTooMany(message, held.length > 0);
  const form = held[0]?.emoji ?? emoji;
  const seq = tx.head() + 1;
  await tx.query("INSERT INTO reaction (message_id, emoji, user_id, seq) VALUES ($1, $2, $3, $4)", [
    message.id,
    form,
    userId,
    seq,
  ]);
  return { seq: await publishReaction(tx, { message, userId, emoji: form, type: "reaction.added" }) };
}

/**
 * The reactions of a message that are this emoji, in whatever form. From before U+FE0F made no difference there may be
 * several; they stay as they are, since devices and the log know them by these names.
 */
export function findForms({ reactions }: Message, emoji: string): Reaction[] {
  return reactions.filter((reaction) => toQualifiedEmoji(reaction.emoji) === emoji);
}

function refuseTooMany(message: Message, isHeld: boolean): void {
  if (message.deletedAt !== null) {
    throw new CommandError("CONFLICT", "This message was deleted.", { reason: "messageDeleted" });
  }
  const total = message.reactions.reduce((sum, { userIds }) => sum + userIds.length, 0);
  if ((!isHeld && message.reactions.length >= limits.reactionsPerMessage) || total >= limits.reactionsPerMessageTotal) {
    throw new CommandError("CONFLICT", "This message has as many reactions as it can hold.", {
      reason: "tooManyReactions",
    });
  }
}

/** Who puts which emoji on a message, or takes it off. */
export type ReactionChange = {
  message: Message;
  userId: Id;
  emoji: string;
  type: "reaction.added" | "reaction.removed";
};

/** The same before it is made, with the room of the message. */
export type AskedChange = Omit<ReactionChange, "type"> & { room: Room };

/** Tells the room of a reaction and moves the message's `rev`. */
export async function publishReaction(tx: WriteTx, { message, userId, emoji, type }: ReactionChange): Promise<number> {
  const { id: messageId, roomId, seq: messageSeq } = message;
  await tx.query("UPDATE message SET rev = $2 WHERE id = $1", [messageId, tx.head() + 1]);
  return tx.publish(roomTopic(roomId), () => ({ type, roomId, messageId, userId, emoji, messageSeq }));
}
