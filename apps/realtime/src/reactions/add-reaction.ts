import { CommandError, type Id, limits, type Message, type Room, roomTopic, type Written } from "@hiroba/protocol";
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
  const held = message.reactions.find((reaction) => reaction.emoji === emoji);
  if (held?.userIds.includes(userId)) return { seq: tx.head() };
  refuseTooMany(message, held !== undefined);
  const seq = tx.head() + 1;
  await tx.query("INSERT INTO reaction (message_id, emoji, user_id, seq) VALUES ($1, $2, $3, $4)", [
    message.id,
    emoji,
    userId,
    seq,
  ]);
  return { seq: await publishReaction(tx, { message, userId, emoji, type: "reaction.added" }) };
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
