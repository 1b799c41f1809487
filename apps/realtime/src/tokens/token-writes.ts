import { type Id, type Token, userTopic } from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";

/** Revokes a person's tokens, all or those given, and with them what they opened on every node (L15). */
export async function revokeTokens(tx: WriteTx, userId: Id, tokenIds: readonly Id[] | "all"): Promise<Id[]> {
  const revoked = await tx.query<{ id: Id }>(
    `UPDATE access_token SET revoked_at = $2
     WHERE user_id = $1 AND revoked_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY($3)) RETURNING id`,
    [userId, tx.at, tokenIds === "all" ? null : tokenIds],
  );
  for (const { id } of revoked) tx.publish(userTopic(userId), () => ({ type: "token.revoked", tokenId: id }));
  return revoked.map(({ id }) => id);
}

export type TokenRow = { id: Id; name: string; created_at: string; last_used_at: string | null };

export function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
