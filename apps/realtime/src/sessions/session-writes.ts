import { CommandError, type Id, limits, newId, userTopic } from "@hiroba/protocol";
import { toAddressKey } from "../authentication/address.ts";
import { createSecret } from "../authentication/secrets.ts";
import type { Caller } from "../context.ts";
import type { WriteTx } from "../log/append.ts";

/** A session as its browser gets it: `token` goes into the signed cookie. */
export type NewSession = { id: Id; userId: Id; token: string };

/** Where a session is opened. `replaces` is the session this browser had, whose cookie is about to be overwritten. */
export type Browser = { ip: string; headers: Headers; replaces: Id | null };

export const SESSION_DAYS = 90;

/** Opens a session; the ones that were not used for longest end when the person has too many. */
export async function insertSession(tx: WriteTx, userId: Id, browser: Browser): Promise<NewSession> {
  const session = { id: newId(), userId, token: createSecret() };
  const userAgent = (browser.headers.get("user-agent") ?? "").replace(/\p{Cc}/gu, "").slice(0, 300);
  await tx.query(
    `INSERT INTO session (id, token, user_id, expires_at, ip_address, user_agent, created_at, updated_at)
     VALUES ($1, $2, $3, $4::timestamptz + make_interval(days => $5), $6, $7, $4, $4)`,
    [session.id, session.token, userId, tx.at, SESSION_DAYS, toAddressKey(browser.ip), userAgent],
  );
  const surplus = (await listSessionIds(tx, userId))
    .filter((id) => id !== session.id)
    .slice(limits.sessionsPerUser - 1);
  await endSessions(tx, browser.replaces ? [browser.replaces, ...surplus] : surplus);
  return session;
}

/** A person's sessions, the one used last first. */
export async function listSessionIds(tx: WriteTx, userId: Id): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>(
    "SELECT id FROM session WHERE user_id = $1 ORDER BY updated_at DESC, id DESC",
    [userId],
  );
  return rows.map((row) => row.id);
}

/**
 * Refuses a caller whose session has ended since the request came in. For what hands out further credentials: whoever
 * was just signed out must not have left a way back in.
 */
export async function refuseEndedSession(tx: WriteTx, { userId, sessionId }: Caller): Promise<void> {
  const held = await tx.query("SELECT 1 FROM session WHERE id = $1 AND user_id = $2", [sessionId, userId]);
  if (held.length === 0) throw new CommandError("UNAUTHENTICATED", "Sign in again.");
}

/**
 * Ends sessions, and with them what they opened on every node (L15). Their people's device links go too: one of the
 * sessions may have made a link a moment ago, as a way back in.
 */
export async function endSessions(tx: WriteTx, sessionIds: readonly Id[]): Promise<void> {
  if (sessionIds.length === 0) return;
  const ended = await tx.query<{ id: Id; user_id: Id }>(
    "DELETE FROM session WHERE id = ANY($1::uuid[]) RETURNING id, user_id",
    [sessionIds],
  );
  const userIds = [...new Set(ended.map((row) => row.user_id))];
  await tx.query("DELETE FROM device_link WHERE user_id = ANY($1::uuid[])", [userIds]);
  for (const userId of userIds) {
    const ids = ended.filter((row) => row.user_id === userId).map((row) => row.id);
    tx.publish(userTopic(userId), () => ({ type: "session.ended", sessionIds: ids }));
  }
}
