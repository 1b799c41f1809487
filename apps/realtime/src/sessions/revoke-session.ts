import { CommandError } from "@hiroba/protocol";
import type { Handler } from "../context.ts";
import { endSessions, listSessionIds } from "./session-writes.ts";

/** Signs one of the caller's devices out. Somebody else's looks like none. */
export const revokeSession: Handler<"session.revoke"> = ({ sessionId }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const own = await listSessionIds(tx, caller.userId);
    if (!own.includes(sessionId)) throw new CommandError("NOT_FOUND", "There is no such session.");
    await endSessions(tx, [sessionId]);
    return { seq: tx.head() };
  });
