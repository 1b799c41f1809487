import type { Handler } from "../context.ts";
import { handRoomsOn } from "../rooms/membership-writes.ts";
import { endSessions, listSessionIds } from "../sessions/session-writes.ts";
import { revokeTokens } from "../tokens/token-writes.ts";
import { accessGoverned } from "./access-governed.ts";
import { storeUser } from "./user-writes.ts";

/** Closes a person's account or opens it again; either way they sign in anew, with their password. Rooms stay run. */
export const setUserDeactivated: Handler<"user.setDeactivated"> = ({ userId, deactivated }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const permission = "user.setDeactivated";
    const user = await accessGoverned(tx, { callerId: caller.userId, userId, permission });
    if (user.deactivated === deactivated) return { user, seq: tx.head() };
    // First of all, so that their devices still hear why they are cut off.
    await endSessions(tx, await listSessionIds(tx, userId));
    await revokeTokens(tx, userId, "all");
    const stored = await storeUser(tx, { ...user, deactivated });
    if (deactivated) await handRoomsOn(tx, userId);
    return stored;
  });
