import { accessWorkspace } from "../access.ts";
import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { listUsableInvites, toInvite } from "./invite-rows.ts";

/** The invite links that can still be used, newest first. */
export const listInvites: Handler<"invite.list"> = async (_input, { app, caller }) => {
  await accessWorkspace(app, caller, "invite.list");
  const rows = await listUsableInvites(toQuery(app.db.pool));
  return { invites: rows.map(toInvite) };
};
