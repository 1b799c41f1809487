import { accessRoom } from "../access.ts";
import type { Handler } from "../context.ts";

/** Passes on that the caller is typing in a room. */
export const setTyping: Handler<"typing.set"> = async ({ roomId, typing }, { app, caller }) => {
  await accessRoom({ app, caller }, roomId, "message.send");
  app.signals.setTyping({ roomId, userId: caller.userId, typing });
  return {};
};
