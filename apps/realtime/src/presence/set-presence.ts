import type { Handler } from "../context.ts";

/** Passes on whether the caller's screen is being looked at: this connection's, or this session's where none is open. */
export const setPresence: Handler<"presence.set"> = async ({ presence }, { app, caller, request }) => {
  const key = request.connectionId ?? caller.sessionId ?? caller.tokenId ?? caller.userId;
  app.signals.setPresence({ key, userId: caller.userId, presence, lasting: request.connectionId !== null });
  return {};
};
