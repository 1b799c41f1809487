import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { findInviteRooms, findUsableInvite, inviteNotFound } from "./invite-rows.ts";

type Row = { workspace_name: string; invited_by: string };

/** What an invite link offers. One that is unknown, revoked, expired or used up is the same: not there. */
export const readInvite: Handler<"invite.read"> = async ({ code }, { app }) => {
  const query = toQuery(app.db.pool);
  const invite = await findUsableInvite(query, code);
  const rooms = invite && (await findInviteRooms(query, invite));
  const [row] = await query<Row>(
    `SELECT w.name AS workspace_name, u.name AS invited_by FROM workspace w, "user" u WHERE u.id = $1`,
    [invite?.created_by_id ?? null],
  );
  if (!invite || !rooms || !row) throw inviteNotFound();
  return {
    workspaceName: row.workspace_name,
    invitedBy: row.invited_by,
    kind: invite.kind,
    rooms: rooms.map((room) => room.name),
  };
};
