import type { Written } from "@hiroba/protocol";
import { accessMessageForWrite, refuseArchived } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { once } from "../log/once.ts";
import { type AskedChange, publishReaction } from "./add-reaction.ts";

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
  const removed = await tx.query(
    "DELETE FROM reaction WHERE message_id = $1 AND emoji = $2 AND user_id = $3 RETURNING 1",
    [message.id, emoji, userId],
  );
  if (removed.length === 0) return { seq: tx.head() };
  return { seq: await publishReaction(tx, { message, userId, emoji, type: "reaction.removed" }) };
}
