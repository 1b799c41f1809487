import type { Envelope, Id } from "@hiroba/protocol";
import type { Pool } from "pg";
import type { Caller } from "../context.ts";
import { type Query, toQuery } from "../query.ts";
import { hashSecret } from "./secrets.ts";

/**
 * Who a proof belongs to. Promises: a credential that ended is refused from the moment this node hears of it (L15), and
 * a thousand devices that come back at once cost a few queries, or none.
 * Relies on: the tail handing every event to `onLogEntry`; what was looked up before an event and answered after it is
 * checked against what ended in between.
 */
export type Callers = {
  bySession(cookie: string): Promise<Caller | null>;
  byToken(secret: string): Promise<Caller | null>;
  /** Whether the caller's session, token or account ended lately. */
  hasEnded(caller: Caller): boolean;
  onLogEntry(envelope: Envelope): void;
};

/** An answer that is only remembered, never asked again, is wrong for no longer than this, whatever else fails. */
const KEPT_MS = 60_000;
const ENDED_KEPT_MS = 5 * KEPT_MS;
const CAPACITY = 20_000;

type Found = { caller: Caller; expiresAt: number };

/** `readCookie` gives the session's token if the cookie's signature is right. */
export function createCallers(pool: Pool, readCookie: (value: string) => Promise<string | null>): Callers {
  // A token's secret in the place of a cookie is no cookie, whether or not it is known.
  const known = { cookies: new Map<string, Found>(), secrets: new Map<string, Found>() };
  // Each kind by itself: whoever makes a token chooses its id, and may choose that of a person.
  const ended = { users: new Map<Id, number>(), sessions: new Map<Id, number>(), tokens: new Map<Id, number>() };
  const query = toQuery(pool);
  const findSession = inBatches((tokens) => loadSessions(query, tokens));
  const findToken = inBatches((secrets) => loadTokens(query, secrets));

  const hasEnded = ({ userId, sessionId, tokenId }: Caller) =>
    ended.users.has(userId) || ended.sessions.has(sessionId ?? "") || ended.tokens.has(tokenId ?? "");

  const recall = async (kept: Map<string, Found>, key: string, load: () => Promise<Found | undefined>) => {
    const held = kept.get(key);
    const found = held && held.expiresAt > Date.now() ? held : await load();
    kept.delete(key);
    if (!found || hasEnded(found.caller)) return null;
    kept.set(key, found);
    if (kept.size > CAPACITY) kept.delete(kept.keys().next().value ?? "");
    return found.caller;
  };

  return {
    bySession: (cookie) =>
      recall(known.cookies, cookie, async () => {
        const token = await readCookie(cookie);
        return token ? findSession(token) : undefined;
      }),
    byToken: (secret) => recall(known.secrets, secret, () => findToken(secret)),
    hasEnded,
    onLogEntry: ({ event }) => {
      if (event.type === "session.ended") for (const id of event.sessionIds) end(ended.sessions, id);
      if (event.type === "token.revoked") end(ended.tokens, event.tokenId);
      if (event.type === "user.updated" && event.user.deactivated) end(ended.users, event.user.id);
      if (event.type === "user.updated" && !event.user.deactivated) ended.users.delete(event.user.id);
    },
  };
}

/** Notes an end and forgets those of long ago: all that is kept ended within five minutes, which allowances bound. */
function end(ended: Map<Id, number>, id: Id): void {
  const now = Date.now();
  for (const [other, at] of ended) if (at < now - ENDED_KEPT_MS) ended.delete(other);
  ended.set(id, now);
}

/** Gathers the keys asked for in one turn of the event loop into one query. */
function inBatches(load: (keys: string[]) => Promise<Map<string, Found>>) {
  let keys = new Set<string>();
  let batch: Promise<Map<string, Found>> | null = null;
  return async (key: string): Promise<Found | undefined> => {
    keys.add(key);
    batch ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      const asked = [...keys];
      keys = new Set();
      batch = null;
      return load(asked);
    });
    return (await batch).get(key);
  };
}

// Both note that the credential was used, to the ten minutes. SKIP LOCKED: two nodes may want to note the same rows.
async function loadSessions(query: Query, tokens: string[]): Promise<Map<string, Found>> {
  const rows = await query<{ id: Id; token: string; user_id: Id; expires_at: string }>(
    `WITH found AS (
       SELECT s.id, s.token, s.user_id, s.expires_at FROM session s JOIN "user" u ON u.id = s.user_id
       WHERE s.token = ANY($1) AND s.expires_at > now() AND u.deactivated_at IS NULL
     ), stale AS (
       SELECT id FROM session WHERE id IN (SELECT id FROM found) AND updated_at < now() - interval '10 minutes'
       FOR UPDATE SKIP LOCKED
     ), used AS (
       UPDATE session SET updated_at = now() WHERE id IN (SELECT id FROM stale)
     )
     SELECT * FROM found`,
    [tokens],
  );
  return new Map(
    rows.map((row) => [row.token, toFound({ userId: row.user_id, sessionId: row.id, tokenId: null }, row)]),
  );
}

async function loadTokens(query: Query, secrets: string[]): Promise<Map<string, Found>> {
  const rows = await query<{ id: Id; hash: Buffer; user_id: Id }>(
    `WITH found AS (
       SELECT t.id, t.hash, t.user_id FROM access_token t JOIN "user" u ON u.id = t.user_id
       WHERE t.hash = ANY($1) AND t.revoked_at IS NULL AND u.deactivated_at IS NULL
     ), stale AS (
       SELECT id FROM access_token WHERE id IN (SELECT id FROM found)
         AND (last_used_at IS NULL OR last_used_at < now() - interval '10 minutes')
       FOR UPDATE SKIP LOCKED
     ), used AS (
       UPDATE access_token SET last_used_at = now() WHERE id IN (SELECT id FROM stale)
     )
     SELECT * FROM found`,
    [secrets.map(hashSecret)],
  );
  const byHash = new Map(rows.map((row) => [row.hash.toString("hex"), row]));
  const found = new Map<string, Found>();
  for (const secret of secrets) {
    const row = byHash.get(hashSecret(secret).toString("hex"));
    if (row) found.set(secret, toFound({ userId: row.user_id, sessionId: null, tokenId: row.id }, null));
  }
  return found;
}

function toFound(caller: Caller, row: { expires_at: string } | null): Found {
  const kept = Date.now() + KEPT_MS;
  return { caller, expiresAt: row ? Math.min(kept, Date.parse(row.expires_at)) : kept };
}
