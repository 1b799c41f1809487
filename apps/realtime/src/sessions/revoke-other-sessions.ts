import type { Handler } from "../context.ts";
import { endSessions, listSessionIds } from "./session-writes.ts";

/** Signs all the caller's other devices out. */
export const revokeOtherSessions: Handler<"session.revokeOthers"> = (_input, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const own = await listSessionIds(tx, caller.userId);
    await endSessions(
      tx,
      own.filter((id) => id !== caller.sessionId),
    );
    return { seq: tx.head() };
  });
