import type { Id } from "@hiroba/protocol";
import type { Handler } from "../context.ts";
import { type MessageRow, messageColumns, toMessage } from "../rows.ts";
import { readAtOneMoment } from "../snapshot/read-at-one-moment.ts";

/** Messages by id, those of the caller's rooms only. */
export const getMessages: Handler<"message.get"> = ({ messageIds }, { app, caller }) =>
  readAtOneMoment(app.db.pool, async (query, seq) => {
    const rows = await query<MessageRow & { room_id: Id }>(
      `SELECT m.room_id, ${messageColumns} FROM message m
       JOIN membership b ON b.room_id = m.room_id AND b.user_id = $2
       WHERE m.id = ANY ($1)`,
      [messageIds, caller.userId],
    );
    return { messages: rows.map((row) => toMessage(row, row.room_id)), seq };
  });
