import type { Id } from "@hiroba/protocol";
import { toCredentialKey } from "../authentication/credentials.ts";
import type { App, Handler } from "../context.ts";

/** Passes on whether the caller's screen is being looked at: this connection's, or this session's where none is open. */
export const setPresence: Handler<"presence.set"> = async ({ presence }, { app, caller, request }) => {
  const { userId } = caller;
  const { connectionId } = request;
  // One that has closed since it asked has had its line ended, and nothing would end it again.
  if (connectionId !== null && !isOpen(app, { userId, connectionId })) return {};
  // HTTP requests of one session or token share a line.
  const key = connectionId ?? toCredentialKey(caller);
  app.signals.setPresence({ key, userId, presence, lasting: connectionId !== null });
  return {};
};

function isOpen({ hub }: App, { userId, connectionId }: { userId: Id; connectionId: Id }): boolean {
  return [...hub.connectionsOf(userId)].some(({ id }) => id === connectionId);
}
