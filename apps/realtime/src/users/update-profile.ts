import type { Handler } from "../context.ts";
import { accessActor, storeUser } from "./user-writes.ts";
import { refuseTakenUsername } from "./usernames.ts";

/** Changes the caller's display name or username. */
export const updateProfile: Handler<"user.updateProfile"> = ({ name, username }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const { user } = await accessActor(tx, caller.userId);
    const changed = { ...user, name: name ?? user.name, username: username ?? user.username };
    if (changed.name === user.name && changed.username === user.username) return { user, seq: tx.head() };
    if (changed.username !== user.username) await refuseTakenUsername(tx, changed.username);
    return storeUser(tx, changed);
  });
