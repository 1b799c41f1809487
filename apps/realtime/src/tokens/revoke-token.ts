import { CommandError, type Id } from "@hiroba/protocol";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { revokeTokens } from "./token-writes.ts";

/** Revokes one of the caller's tokens; a second time changes nothing. Somebody else's looks like none. */
export const revokeToken: Handler<"token.revoke"> = ({ tokenId }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const revoked = await revokeTokens(tx, userId, [tokenId]);
    if (revoked.length === 0 && !(await isOwn(tx, userId, tokenId))) {
      throw new CommandError("NOT_FOUND", "There is no such token.");
    }
    return { seq: tx.head() };
  });

async function isOwn(tx: WriteTx, userId: Id, tokenId: Id): Promise<boolean> {
  const rows = await tx.query("SELECT 1 FROM access_token WHERE id = $1 AND user_id = $2", [tokenId, userId]);
  return rows.length > 0;
}
