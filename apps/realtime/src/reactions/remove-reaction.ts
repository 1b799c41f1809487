import { accessMessageForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import { publishReaction } from "./add-reaction.ts";

/** Takes the caller's emoji off a message. */
export const removeReaction: Handler<"reaction.remove"> = ({ messageId, emoji }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { message } = await accessMessageForWrite(tx, { userId, messageId, permission: "message.send" });
    const removed = await tx.query(
      "DELETE FROM reaction WHERE message_id = $1 AND emoji = $2 AND user_id = $3 RETURNING 1",
      [messageId, emoji, userId],
    );
    if (removed.length === 0) return { seq: tx.head() };
    return { seq: await publishReaction(tx, { message, userId, emoji, type: "reaction.removed" }) };
  });
