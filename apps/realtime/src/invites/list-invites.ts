import { accessWorkspace } from "../access.ts";
import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { listUsableInvites, toInvite } from "./invite-rows.ts";

/**
 * The invite links that can still be used, newest first. One that leads into a private room which the caller is not in can
 * be seen and revoked, but shows no path: to run a workspace is no licence to walk into its private rooms.
 */
export const listInvites: Handler<"invite.list"> = async (_input, { app, caller }) => {
  await accessWorkspace(app, caller, "invite.list");
  const rows = await listUsableInvites(toQuery(app.db.pool), caller.userId);
  const invites = rows.map((row) => ({ ...toInvite(row), ...(row.leads_elsewhere && { path: null }) }));
  return { invites };
};
