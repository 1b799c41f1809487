import { CommandError, type Message, roomTopic } from "@hiroba/protocol";
import { accessMessageForWrite } from "../access.ts";
import type { Handler } from "../context.ts";

/** Changes the text of the caller's own message, and keeps the earlier one. The same text again changes nothing. */
export const editMessage: Handler<"message.edit"> = ({ messageId, body }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { message } = await accessMessageForWrite(tx, { userId, messageId, permission: "message.send" });
    if (message.authorId !== userId) throw new CommandError("FORBIDDEN", "Only its author may edit a message.");
    if (message.deletedAt !== null) {
      throw new CommandError("CONFLICT", "This message was deleted.", { reason: "messageDeleted" });
    }
    if (message.body === body) return { message, seq: message.rev };
    const rev = tx.head() + 1;
    const edited: Message = { ...message, body, rev, editedAt: tx.at };
    await tx.query("UPDATE message SET body = $2, rev = $3, edited_at = $4 WHERE id = $1", [
      messageId,
      body,
      rev,
      tx.at,
    ]);
    await tx.query("INSERT INTO message_edit (seq, message_id, body, at) VALUES ($1, $2, $3, $4)", [
      rev,
      messageId,
      message.body,
      message.editedAt ?? message.createdAt,
    ]);
    const seq = tx.publish(roomTopic(message.roomId), () => ({ type: "message.edited", message: edited }));
    return { message: edited, seq };
  });
