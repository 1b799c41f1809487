import { CommandError, type Id, limits, type Token, userTopic } from "@hiroba/protocol";
import { refuseUnless } from "../access.ts";
import { hashSecret } from "../authentication/secrets.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { refuseEndedSession } from "../sessions/session-writes.ts";
import { accessActor } from "../users/user-writes.ts";
import { createTokenSecret } from "./token-secret.ts";
import { type TokenRow, toToken } from "./token-writes.ts";

/** Creates a personal access token. Its secret is in this answer and nowhere else. */
export const createToken: Handler<"token.create"> = ({ id, name }, { app, caller }) => {
  const { userId } = caller;
  const secret = createTokenSecret();
  return app.log.write(userId, async (tx) => {
    await refuseEndedSession(tx, caller);
    const { actor } = await accessActor(tx, userId);
    refuseUnless(actor, "token.create");
    return { ...(await storeToken(tx, { id, userId, name, hash: hashSecret(secret) })), secret };
  });
};

/** Stores a new token and tells its person's devices. */
export async function storeToken(
  tx: WriteTx,
  { id, userId, name, hash }: { id: Id; userId: Id; name: string; hash: Buffer },
): Promise<{ token: Token; seq: number }> {
  const repeated = await replaceUnused(tx, { id, userId, name, hash });
  if (repeated) return { token: repeated, seq: tx.head() };
  await refuseTooMany(tx, userId);
  const token: Token = { id, name, createdAt: tx.at, lastUsedAt: null };
  await tx.query("INSERT INTO access_token (id, user_id, name, hash, created_at) VALUES ($1, $2, $3, $4, $5)", [
    id,
    userId,
    name,
    hash,
    tx.at,
  ]);
  return { token, seq: tx.publish(userTopic(userId), () => ({ type: "token.created", token })) };
}

/**
 * The same id again (L4): the first answer was lost, and with it a secret that is kept nowhere. The token stays, with
 * this answer's secret, unless it has been used, and so its first secret is held by somebody.
 */
async function replaceUnused(
  tx: WriteTx,
  { id, userId, name, hash }: { id: Id; userId: Id; name: string; hash: Buffer },
): Promise<Token | undefined> {
  const [held] = await tx.query<TokenRow>("SELECT id, name, created_at, last_used_at FROM access_token WHERE id = $1", [
    id,
  ]);
  if (!held) return undefined;
  const replaced = await tx.query(
    `UPDATE access_token SET hash = $3
     WHERE id = $1 AND user_id = $2 AND name = $4 AND last_used_at IS NULL AND revoked_at IS NULL
       AND created_at > now() - interval '10 minutes' RETURNING 1`,
    [id, userId, hash, name],
  );
  if (replaced.length === 0) throw new CommandError("CONFLICT", "This id is taken.", { reason: "idTaken" });
  return toToken(held);
}

async function refuseTooMany(tx: WriteTx, userId: Id): Promise<void> {
  const held = await tx.query("SELECT 1 FROM access_token WHERE user_id = $1 AND revoked_at IS NULL", [userId]);
  if (held.length < limits.tokensPerUser) return;
  throw new CommandError("CONFLICT", "There are as many tokens as one person may have.", { reason: "tooManyTokens" });
}
