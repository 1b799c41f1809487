import { CommandError, type Id } from "@hiroba/protocol";
import { hashPassword, verifyPassword } from "../authentication/passwords.ts";
import { signBrowserIn, toBrowser } from "../authentication/sign-browser-in.ts";
import type { App, Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { endSessions, insertSession, listSessionIds, refuseEndedSession } from "./session-writes.ts";

/**
 * Changes the caller's password, or sets a guest's first. Whoever else knew the old one, or has a copy of this browser's
 * cookie, is signed out: all the person's sessions end, and this browser gets a new one with the answer.
 */
export const changePassword: Handler<"password.change"> = async ({ current, next }, context) => {
  const { app, caller, request } = context;
  const { userId } = caller;
  const held = await readHash(app, userId);
  // No username has a colon. By itself: guesses of strangers, who may name anybody's id, are counted under another name.
  const counted = [`change:${userId}`, request.ip] as const;
  const { attempts } = app.authentication;
  await attempts.begin(...counted);
  const isRight = await isCurrent(current, held).catch(async (error: unknown) => {
    // Too many are signing in: it was not looked at.
    await attempts.takeBack(...counted);
    throw error;
  });
  await (isRight ? attempts.succeed(...counted) : attempts.fail(...counted));
  if (!isRight) throw wrongPassword();

  const hash = await hashPassword(next);
  const { seq, session } = await app.log.write(userId, async (tx) => {
    await refuseEndedSession(tx, caller);
    const changed = await tx.query(
      `UPDATE account SET password = $2, updated_at = $3
       WHERE user_id = $1 AND provider_id = 'credential' AND password IS NOT DISTINCT FROM $4 RETURNING 1`,
      [userId, hash, tx.at, held],
    );
    if (changed.length === 0) throw wrongPassword();
    await endSessions(tx, await listSessionIds(tx, userId));
    const opened = await insertSession(tx, userId, { ...toBrowser(context), replaces: null });
    return { seq: tx.head(), session: opened };
  });
  await signBrowserIn(context, session);
  return { seq };
};

async function readHash(app: App, userId: Id): Promise<string | null> {
  const [row] = await toQuery(app.db.pool)<{ password: string | null }>(
    "SELECT password FROM account WHERE user_id = $1 AND provider_id = 'credential'",
    [userId],
  );
  if (!row) throw new CommandError("UNAUTHENTICATED", "Sign in again.");
  return row.password;
}

/** A guest has none, and says so with null; anybody else's null is a wrong password. */
async function isCurrent(typed: string | null, held: string | null): Promise<boolean> {
  return held === null ? typed === null : typed !== null && verifyPassword(typed, held);
}

function wrongPassword(): CommandError {
  return new CommandError("INVALID_INPUT", "The current password is wrong.", { reason: "wrongPassword" });
}
