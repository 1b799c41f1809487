import { CommandError, type Message, roomTopic, userTopic } from "@hiroba/protocol";
import { accessMessageForWrite, messageNotFound, refuseArchived, refuseUnless } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { rememberDeletion } from "../log/once.ts";
import { readCounts } from "../rooms/read-room-entries.ts";

/** Deletes a message: a tombstone stays, and its text, with whom it named, is erased from the tables and from the log. */
export const deleteMessage: Handler<"message.delete"> = async ({ messageId }, { app, caller: { userId } }) => {
  const deleted = await app.log.write(userId, async (tx) => {
    const access = await accessMessageForWrite(tx, { userId, messageId, permission: "room.read" }).catch(passNotFound);
    if (!access) return rememberDeletion(tx, { userId, messageId });
    const { message, actor, room } = access;
    if (message.authorId !== userId) refuseUnless(actor, "message.deleteAny");
    if (message.deletedAt !== null) return { message, seq: message.rev };
    refuseArchived(room);
    const tombstone: Message = {
      ...message,
      body: "",
      // `@room` names nobody and stays: it tells every device to count one mention less, without an event for each member.
      mentions: { userIds: [], room: message.mentions.room },
      reactions: [],
      editedAt: null,
      deletedAt: tx.at,
      rev: tx.head() + 1,
    };
    await erase(tx, tombstone);
    const seq = tx.publish(roomTopic(message.roomId), () => ({ type: "message.deleted", message: tombstone }));
    if (!message.mentions.room) await recount(tx, message);
    return { message: tombstone, seq };
  });
  if (!deleted) throw messageNotFound();
  return deleted;
};

function passNotFound(error: unknown): undefined {
  if (!(error instanceof CommandError && error.code === "NOT_FOUND")) throw error;
}

/** Tells those whom a deleted message named what is left to read: its tombstone does not say any more whom it called. */
async function recount(tx: WriteTx, { roomId, seq, mentions: { userIds } }: Message): Promise<void> {
  if (userIds.length === 0) return;
  for (const { userId, ...counts } of await readCounts(tx.query, { roomId, userIds, seq })) {
    tx.publish(userTopic(userId), () => ({ type: "read.marked", roomId, ...counts }));
  }
}

async function erase(tx: WriteTx, tombstone: Message): Promise<void> {
  const { id, seq, rev, deletedAt } = tombstone;
  await tx.query(
    "UPDATE message SET body = '', mention_ids = '{}', rev = $2, edited_at = NULL, deleted_at = $3 WHERE id = $1",
    [id, rev, deletedAt],
  );
  await tx.query("DELETE FROM reaction WHERE message_id = $1", [id]);
  const edits = await tx.query<{ seq: string }>("DELETE FROM message_edit WHERE message_id = $1 RETURNING seq", [id]);
  // The events that brought the text bring the tombstone from now on, to devices that have yet to catch up.
  await tx.query(
    `UPDATE event SET body = json_build_object('type', body ->> 'type', 'message', $2::json)
     WHERE seq = ANY ($1::bigint[])`,
    [[seq, ...edits.map((edit) => edit.seq)], JSON.stringify(tombstone)],
  );
}
