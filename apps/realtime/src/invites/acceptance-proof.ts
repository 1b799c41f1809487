import { createHmac, timingSafeEqual } from "node:crypto";
import { type Id, newId } from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";

/** What only the newcomer's browser knows, bound to this acceptance: to be stored, or compared when they ask again. */
export function toProof(secret: string, { id, code, witness }: { id: Id; code: string; witness: string }): Buffer {
  // Keyed, since a witness may be a password, which a plain hash would give away to whoever reads the table.
  return createHmac("sha256", secret)
    .update(JSON.stringify(["invite.accept", id, code, witness]))
    .digest();
}

/** Keeps a proof for as long as somebody whose answer was lost may ask again. */
export async function storeProof(tx: WriteTx, userId: Id, proof: Buffer): Promise<void> {
  await tx.query(
    `INSERT INTO verification (id, identifier, value, expires_at, created_at, updated_at)
     VALUES ($1, $2, $3, now() + interval '10 minutes', $4, $4)`,
    [newId(), toIdentifier(userId), proof.toString("hex"), tx.at],
  );
}

/** Whether this is the proof that was kept. */
export async function isKeptProof(tx: WriteTx, userId: Id, proof: Buffer): Promise<boolean> {
  const rows = await tx.query<{ value: string }>(
    "SELECT value FROM verification WHERE identifier = $1 AND expires_at > now()",
    [toIdentifier(userId)],
  );
  return rows.some(({ value }) => timingSafeEqual(Buffer.from(value, "hex"), proof));
}

function toIdentifier(userId: Id): string {
  return `invite.accept:${userId}`;
}
