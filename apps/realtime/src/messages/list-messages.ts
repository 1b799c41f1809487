import { accessRoom } from "../access.ts";
import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { readPage } from "./read-page.ts";

/** A page of a room's history. */
export const listMessages: Handler<"message.list"> = async ({ roomId, ...stretch }, { app, caller }) => {
  await accessRoom({ app, caller }, roomId);
  return readPage(toQuery(app.db.pool), roomId, stretch);
};
