import { accessRoom } from "../access.ts";
import type { Handler } from "../context.ts";
import { readAtOneMoment } from "../snapshot/read-at-one-moment.ts";
import { readPage } from "./read-page.ts";

/** A page of a room's history. */
export const listMessages: Handler<"message.list"> = async ({ roomId, ...stretch }, { app, caller }) => {
  await accessRoom({ app, caller }, roomId);
  return readAtOneMoment(app.db.pool, async (query, seq) => ({ ...(await readPage(query, roomId, stretch)), seq }));
};
