import type { Handler } from "../context.ts";
import { endSessions, listSessionIds } from "./session-writes.ts";

/** Signs this browser out, or all the caller's devices. */
export const signOut: Handler<"session.signOut"> = async ({ everywhere }, { app, caller, reply }) => {
  const seq = await app.log.write(caller.userId, async (tx) => {
    const own = await listSessionIds(tx, caller.userId);
    await endSessions(tx, everywhere ? own : own.filter((id) => id === caller.sessionId));
    return tx.head();
  });
  if (reply) await app.authentication.takeCookie(reply);
  return { seq };
};
