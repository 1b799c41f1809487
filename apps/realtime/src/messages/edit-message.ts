import { CommandError, type Id, limits, type Message, type Room, roomTopic } from "@hiroba/protocol";
import { accessMessageForWrite, refuseArchived } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { changeIdTaken, once } from "../log/once.ts";

type Edited = { message: Message; seq: number };

/** Changes the text of the caller's own message, and keeps the earlier one. The same text again changes nothing. */
export const editMessage: Handler<"message.edit"> = ({ id, messageId, body }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { message, room } = await accessMessageForWrite(tx, { userId, messageId, permission: "message.send" });
    if (message.authorId !== userId) throw new CommandError("FORBIDDEN", "Only its author may edit a message.");
    return once<Edited>(
      tx,
      { id, userId, subject: `message.edit ${messageId}` },
      { run: () => edit(tx, { message, room, body }), repeat: (seq) => repeat(tx, { message, seq, body }) },
    );
  });

async function edit(
  tx: WriteTx,
  { message, room, body }: { message: Message; room: Room; body: string },
): Promise<Edited> {
  refuseArchived(room);
  if (message.deletedAt !== null) {
    throw new CommandError("CONFLICT", "This message was deleted.", { reason: "messageDeleted" });
  }
  if (message.body === body) return { message, seq: message.rev };
  await refuseTooMany(tx, message);
  const rev = tx.head() + 1;
  const edited: Message = { ...message, body, rev, editedAt: tx.at };
  await tx.query("UPDATE message SET body = $2, rev = $3, edited_at = $4 WHERE id = $1", [
    message.id,
    body,
    rev,
    tx.at,
  ]);
  await tx.query("INSERT INTO message_edit (seq, message_id, body, at) VALUES ($1, $2, $3, $4)", [
    rev,
    message.id,
    message.body,
    message.editedAt ?? message.createdAt,
  ]);
  const seq = tx.publish(roomTopic(message.roomId), () => ({ type: "message.edited", message: edited }));
  return { message: edited, seq };
}

async function refuseTooMany(tx: WriteTx, { id }: Message): Promise<void> {
  const held = await tx.query("SELECT 1 FROM message_edit WHERE message_id = $1 LIMIT $2", [
    id,
    limits.editsPerMessage,
  ]);
  if (held.length < limits.editsPerMessage) return;
  throw new CommandError("CONFLICT", "This message has been edited as often as it can be.", { reason: "tooManyEdits" });
}

/** Answers an edit that was made before. An id that comes with another text is not that edit (L4), while it can be told. */
async function repeat(tx: WriteTx, { message, seq, body }: Edited & { body: string }): Promise<Edited> {
  if (message.deletedAt === null && (await readTextAfter(tx, message, seq)) !== body) throw changeIdTaken();
  return { message, seq };
}

/** What a message said after the event `seq`: what the next edit put away, or what it says now. */
async function readTextAfter(tx: WriteTx, { id, body }: { id: Id; body: string }, seq: number): Promise<string> {
  const [next] = await tx.query<{ body: string }>(
    "SELECT body FROM message_edit WHERE message_id = $1 AND seq > $2 ORDER BY seq LIMIT 1",
    [id, seq],
  );
  return next?.body ?? body;
}
