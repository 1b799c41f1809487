import { newId } from "@hiroba/protocol";
import { hashPassword } from "../authentication/passwords.ts";
import { signBrowserIn, toBrowser } from "../authentication/sign-browser-in.ts";
import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { insertSession } from "../sessions/session-writes.ts";
import { createWorkspace, refuseSecondWorkspace } from "./create-workspace.ts";

/** Sets an empty server up: the first to do it is the owner, and is signed in. */
export const setUpWorkspace: Handler<"workspace.setUp"> = async ({ workspaceName, name, password }, context) => {
  const { app } = context;
  // Asked again inside the write; here only so that nobody can make a server hash for nothing.
  await refuseSecondWorkspace({ query: toQuery(app.db.pool) });
  const id = newId();
  const passwordHash = await hashPassword(password);
  const { session, ...output } = await app.log.write(id, async (tx) => {
    const { user, roomId } = await createWorkspace(tx, { name: workspaceName, owner: { id, name, passwordHash } });
    const seq = tx.head();
    return { user, roomId, seq, session: await insertSession(tx, id, toBrowser(context)) };
  });
  await signBrowserIn(context, session);
  return output;
};
