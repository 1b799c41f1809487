import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { type TokenRow, toToken } from "./token-writes.ts";

/** The caller's tokens, newest first, without their secrets. */
export const listTokens: Handler<"token.list"> = async (_input, { app, caller }) => {
  const rows = await toQuery(app.db.pool)<TokenRow>(
    `SELECT id, name, created_at, last_used_at FROM access_token
     WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC`,
    [caller.userId],
  );
  return { tokens: rows.map(toToken) };
};
