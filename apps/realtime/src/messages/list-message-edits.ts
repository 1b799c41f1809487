import { CommandError, limits } from "@hiroba/protocol";
import { accessRoom, messageNotFound, NOWHERE, readMessage } from "../access.ts";
import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";

/** The earlier texts of a message: the first, where there are more from before they were counted. */
export const listMessageEdits: Handler<"message.listEdits"> = async ({ messageId }, { app, caller }) => {
  const query = toQuery(app.db.pool);
  const message = await readMessage(query, messageId);
  await accessRoom({ app, caller }, message?.roomId ?? NOWHERE).catch((error: unknown) => {
    throw error instanceof CommandError ? messageNotFound() : error;
  });
  const edits = await query<{ body: string; at: string }>(
    "SELECT body, at FROM message_edit WHERE message_id = $1 ORDER BY seq LIMIT $2",
    [messageId, limits.editsPerMessage],
  );
  return { edits };
};
