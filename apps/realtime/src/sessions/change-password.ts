import { CommandError, type Id } from "@hiroba/protocol";
import { hashPassword, verifyPassword } from "../authentication/passwords.ts";
import type { App, Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { endSessions, listSessionIds, refuseEndedSession } from "./session-writes.ts";

/** Changes the caller's password, or sets a guest's first; whoever else knew the old one is signed out. */
export const changePassword: Handler<"password.change"> = async ({ current, next }, { app, caller, request }) => {
  const { userId } = caller;
  const held = await readHash(app, userId);
  // No username has a colon.
  const counted = [`id:${userId}`, request.ip] as const;
  await app.authentication.attempts.begin(...counted);
  // A guest has none, and says so with null; anybody else's null is a wrong password.
  const isRight = held === null ? current === null : current !== null && (await verifyPassword(current, held));
  if (!isRight) throw wrongPassword();
  await app.authentication.attempts.succeed(...counted);

  const hash = await hashPassword(next);
  return app.log.write(userId, async (tx) => {
    await refuseEndedSession(tx, caller);
    const changed = await tx.query(
      `UPDATE account SET password = $2, updated_at = $3
       WHERE user_id = $1 AND provider_id = 'credential' AND password IS NOT DISTINCT FROM $4 RETURNING 1`,
      [userId, hash, tx.at, held],
    );
    if (changed.length === 0) throw wrongPassword();
    // Also where no other session ends: this one may have been somebody else's for a moment, who made a link back in.
    await tx.query("DELETE FROM device_link WHERE user_id = $1", [userId]);
    const own = await listSessionIds(tx, userId);
    await endSessions(
      tx,
      own.filter((id) => id !== caller.sessionId),
    );
    return { seq: tx.head() };
  });
};

async function readHash(app: App, userId: Id): Promise<string | null> {
  const [row] = await toQuery(app.db.pool)<{ password: string | null }>(
    "SELECT password FROM account WHERE user_id = $1 AND provider_id = 'credential'",
    [userId],
  );
  if (!row) throw new CommandError("UNAUTHENTICATED", "Sign in again.");
  return row.password;
}

function wrongPassword(): CommandError {
  return new CommandError("INVALID_INPUT", "The current password is wrong.", { reason: "wrongPassword" });
}
