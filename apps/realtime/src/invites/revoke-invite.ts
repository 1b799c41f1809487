import { CommandError, type Id, userTopic } from "@hiroba/protocol";
import { refuseUnless } from "../access.ts";
import type { Handler } from "../context.ts";
import { accessActor } from "../users/user-writes.ts";

/** Revokes an invite link; a second time changes nothing. */
export const revokeInvite: Handler<"invite.revoke"> = ({ inviteId }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const { actor } = await accessActor(tx, caller.userId);
    refuseUnless(actor, "invite.revoke");
    const [held] = await tx.query<{ revoked_at: string | null; created_by_id: Id }>(
      "SELECT revoked_at, created_by_id FROM invite WHERE id = $1",
      [inviteId],
    );
    if (!held) throw new CommandError("NOT_FOUND", "There is no such invite.");
    if (held.revoked_at !== null) return { seq: tx.head() };
    await tx.query("UPDATE invite SET revoked_at = $2 WHERE id = $1", [inviteId, tx.at]);
    return { seq: tx.publish(userTopic(held.created_by_id), () => ({ type: "invite.revoked", inviteId })) };
  });
