import { toCredentialKey } from "../authentication/credentials.ts";
import type { Caller, Handler } from "../context.ts";

/** Passes on whether the caller's screen is being looked at: this connection's, or this session's where none is open. */
export const setPresence: Handler<"presence.set"> = async ({ presence }, { app, caller, request }) => {
  const key = request.connectionId ?? toPresenceKey(caller);
  app.signals.setPresence({ key, userId: caller.userId, presence, lasting: request.connectionId !== null });
  return {};
};

/** The line of somebody's presence that their HTTP requests share: one per session or token. */
export function toPresenceKey(caller: Caller): string {
  return toCredentialKey(caller);
}
