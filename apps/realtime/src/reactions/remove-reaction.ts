import type { Written } from "@hiroba/protocol";
import { accessMessageForWrite, refuseArchived } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { once } from "../log/once.ts";
import { type AskedChange, findForms, publishReaction } from "./add-reaction.ts";

/** Takes the caller's emoji off a message. */
export const removeReaction: Handler<"reaction.remove"> = ({ id, messageId, emoji }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { message, room } = await accessMessageForWrite(tx, { userId, messageId, permission: "message.send" });
    return once(
      tx,
      { id, userId, subject: `reaction.remove ${messageId} ${emoji}` },
      { run: () => remove(tx, { message, room, userId, emoji }), repeat: async (seq) => ({ seq }) },
    );
  });

async function remove(tx: WriteTx, { message, room, userId, emoji }: AskedChange): Promise<Written> {
  refuseArchived(room);
  const forms = findForms(message, emoji).filter(({ userIds }) => userIds.includes(userId));
  if (forms.length === 0) return { seq: tx.head() };
  await tx.query("DELETE FROM reaction WHERE message_id = $1 AND emoji = ANY($2) AND user_id = $3", [
    message.id,
    forms.map((form) => form.emoji),
    userId,
  ]);
  let seq = tx.head();
  // One, but for what is left from before there was one form: then two or three.
  for (const form of forms) {
    seq = await publishReaction(tx, { message, userId, emoji: form.emoji, type: "reaction.removed" });
  }
  return { seq };
}
