import { CommandError, type Id, newId, type User, type Workspace } from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";
import { addToRoom } from "../rooms/membership-writes.ts";
import { insertUser, type Newcomer } from "../users/user-writes.ts";

/** The workspace of an empty server, its owner, and a first room for everybody with the owner in it. */
export async function createWorkspace(
  tx: WriteTx,
  { name, owner }: { name: string; owner: Omit<Newcomer, "role"> },
): Promise<{ user: User; roomId: Id }> {
  await refuseSecondWorkspace(tx);
  const workspace: Workspace = { name, createdAt: tx.at, rev: tx.head() + 1 };
  await tx.query("INSERT INTO workspace (id, name, created_at, rev) VALUES (1, $1, $2, $3)", [
    workspace.name,
    workspace.createdAt,
    workspace.rev,
  ]);
  tx.publish("workspace", () => ({ type: "workspace.updated", workspace }));
  const user = await insertUser(tx, { ...owner, role: "owner" });
  const roomId = newId();
  await tx.query(
    `INSERT INTO room (id, kind, name, auto_join, created_by_id, created_at, rev)
     VALUES ($1, 'public', 'general', true, $2, $3, $4)`,
    [roomId, user.id, tx.at, tx.head() + 1],
  );
  await addToRoom(tx, { roomId, userId: user.id, role: "admin" });
  return { user, roomId };
}

/** Refuses what only an empty server takes. */
export async function refuseSecondWorkspace(tx: Pick<WriteTx, "query">): Promise<void> {
  const held = await tx.query("SELECT 1 FROM workspace");
  if (held.length > 0)
    throw new CommandError("CONFLICT", "The workspace is set up already.", { reason: "alreadySetUp" });
}
