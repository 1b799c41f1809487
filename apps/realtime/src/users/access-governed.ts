import { CommandError, canGovern, type Id, type Permission, type Role, type User } from "@hiroba/protocol";
import { refuseUnless } from "../access.ts";
import type { WriteTx } from "../log/append.ts";
import { accessActor, findUser } from "./user-writes.ts";

/** The person whom the caller may put into another role (`next`), or whose account they may close. */
export async function accessGoverned(
  tx: WriteTx,
  { callerId, userId, permission, next }: { callerId: Id; userId: Id; permission: Permission; next?: Role },
): Promise<User> {
  const { actor } = await accessActor(tx, callerId);
  refuseUnless(actor, permission);
  const target = await findUser(tx, userId);
  if (!target) throw new CommandError("NOT_FOUND", "There is no such person.");
  if (canGovern(actor.role, target.role, next ?? target.role)) return target;
  throw new CommandError("FORBIDDEN", "This person's role is not below yours.", { permission });
}
