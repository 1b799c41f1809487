import { can } from "@hiroba/protocol";
import type { Handler } from "../context.ts";
import { revokeTokens } from "../tokens/token-writes.ts";
import { accessGoverned } from "./access-governed.ts";
import { storeUser } from "./user-writes.ts";

/** Gives a person another role. Whoever may no longer have tokens loses those they had. */
export const setUserRole: Handler<"user.setRole"> = ({ userId, role }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const permission = "user.setRole";
    const user = await accessGoverned(tx, { callerId: caller.userId, userId, permission, next: role });
    if (user.role === role) return { user, seq: tx.head() };
    if (!can({ role, roomRole: null }, "token.create")) await revokeTokens(tx, userId, "all");
    return storeUser(tx, { ...user, role });
  });
