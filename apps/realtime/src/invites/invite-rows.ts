import { CommandError, type Id, type Invite, type InviteKind } from "@hiroba/protocol";
import type { Query } from "../query.ts";
import { listAutoJoinRooms } from "../users/user-writes.ts";

/** The columns of an invite. */
export const inviteColumns =
  "id, code, kind, room_ids, uses, maximum_uses, expires_at, revoked_at, created_by_id, created_at";

export type InviteRow = {
  id: Id;
  code: string;
  kind: InviteKind;
  room_ids: Id[];
  uses: number;
  maximum_uses: number | null;
  expires_at: string | null;
  revoked_at: string | null;
  created_by_id: Id;
  created_at: string;
};

export function toInvite(row: InviteRow): Invite {
  const revoked = row.revoked_at !== null;
  return {
    id: row.id,
    kind: row.kind,
    roomIds: row.room_ids,
    path: revoked ? null : `/join/${row.code}`,
    uses: row.uses,
    maximumUses: row.maximum_uses,
    expiresAt: row.expires_at,
    revoked,
    createdById: row.created_by_id,
    createdAt: row.created_at,
  };
}

/**
 * Invites that can be used: neither revoked, expired nor used up, and made by somebody who may still make invites, so
 * that whoever leaves the staff leaves no door open behind them.
 */
const usable = `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
  AND (maximum_uses IS NULL OR uses < maximum_uses)
  AND created_by_id IN (SELECT id FROM "user" WHERE role IN ('owner', 'admin') AND deactivated_at IS NULL)`;

/** An invite by its code, if it can be used. */
export async function findUsableInvite(query: Query, code: string): Promise<InviteRow | undefined> {
  const [row] = await query<InviteRow>(`SELECT ${inviteColumns} FROM invite WHERE code = $1 AND ${usable}`, [code]);
  return row;
}

/** Every invite that can be used, newest first, and whether it leads into a private room that this person is not in. */
export function listUsableInvites(query: Query, userId: Id): Promise<(InviteRow & { leads_elsewhere: boolean })[]> {
  return query(
    `SELECT ${inviteColumns}, EXISTS (
       SELECT FROM room r WHERE r.id = ANY(room_ids) AND r.kind = 'private'
         AND r.id NOT IN (SELECT room_id FROM membership WHERE user_id = $1)
     ) AS leads_elsewhere
     FROM invite WHERE ${usable} ORDER BY created_at DESC, id DESC`,
    [userId],
  );
}

/**
 * The rooms an invite leads to, in its order: those it names, as far as its maker may still let people in, or else those
 * that everybody joins. Undefined when it names rooms and none is left: then it leads nowhere, and surely not elsewhere.
 */
export async function findInviteRooms(
  query: Query,
  invite: InviteRow,
): Promise<{ id: Id; name: string }[] | undefined> {
  if (invite.room_ids.length === 0) return listAutoJoinRooms(query);
  const rooms = await query<{ id: Id; name: string }>(
    `SELECT id, name FROM room WHERE id = ANY($1::uuid[]) AND archived_at IS NULL
       AND (kind = 'public' OR id IN (SELECT room_id FROM membership WHERE user_id = $2))
     ORDER BY array_position($1::uuid[], id)`,
    [invite.room_ids, invite.created_by_id],
  );
  return rooms.length > 0 ? rooms : undefined;
}

/** The one answer for every invite that leads nowhere. */
export function inviteNotFound(): CommandError {
  return new CommandError("NOT_FOUND", "This invite link does not work, or no longer.");
}
