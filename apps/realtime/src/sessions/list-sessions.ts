import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";

type Row = { id: string; user_agent: string | null; created_at: string; updated_at: string };

/** The caller's signed-in devices, the one used last first. */
export const listSessions: Handler<"session.list"> = async (_input, { app, caller }) => {
  const rows = await toQuery(app.db.pool)<Row>(
    `SELECT id, user_agent, created_at, updated_at FROM session
     WHERE user_id = $1 AND expires_at > now() ORDER BY updated_at DESC, id DESC`,
    [caller.userId],
  );
  const sessions = rows.map((row) => ({
    id: row.id,
    userAgent: row.user_agent ?? "",
    createdAt: row.created_at,
    lastUsedAt: row.updated_at,
    current: row.id === caller.sessionId,
  }));
  return { sessions };
};
