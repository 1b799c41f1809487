import { CommandError, type Id, type Invite, type ParsedInput, userTopic } from "@hiroba/protocol";
import { refuseUnless, roomNotFound } from "../access.ts";
import { createSecret } from "../authentication/secrets.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { accessActor } from "../users/user-writes.ts";
import { type InviteRow, inviteColumns, toInvite } from "./invite-rows.ts";

/** Creates an invite link. The same id again returns the first (L4). */
export const createInvite: Handler<"invite.create"> = (input, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { actor } = await accessActor(tx, userId);
    refuseUnless(actor, "invite.create");
    const [held] = await tx.query<InviteRow>(`SELECT ${inviteColumns} FROM invite WHERE id = $1`, [input.id]);
    if (held && !(held.created_by_id === userId && isSame(held, input))) {
      throw new CommandError("CONFLICT", "This id is taken.", { reason: "idTaken" });
    }
    if (held) return { invite: toInvite(held), seq: tx.head() };
    const roomIds = [...new Set(input.roomIds)];
    await refuseForeignRooms(tx, userId, roomIds);

    const [row] = await tx.query<InviteRow>(
      `INSERT INTO invite (id, code, kind, room_ids, maximum_uses, expires_at, created_by_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $8::timestamptz + make_interval(days => $6), $7, $8) RETURNING ${inviteColumns}`,
      [input.id, createSecret(), input.kind, roomIds, input.maximumUses, input.expiresInDays, userId, tx.at],
    );
    if (!row) throw new Error("An INSERT with RETURNING answers its row.");
    const invite = toInvite(row);
    const event = { type: "invite.created", invite: withoutPath(invite) } as const;
    return { invite, seq: tx.publish(userTopic(userId), () => event) };
  });

/** Whether an invite is what is asked for: a link for guests is no answer to who wants one for members. */
function isSame(held: InviteRow, { kind, roomIds, maximumUses, expiresInDays }: ParsedInput<"invite.create">): boolean {
  const days = held.expires_at && Math.round((Date.parse(held.expires_at) - Date.parse(held.created_at)) / DAY_MS);
  return (
    held.kind === kind &&
    held.maximum_uses === maximumUses &&
    days === expiresInDays &&
    new Set([...held.room_ids, ...roomIds]).size === held.room_ids.length &&
    new Set(roomIds).size === held.room_ids.length
  );
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The log is no place for what opens a door. */
function withoutPath({ path: _path, ...invite }: Invite): Omit<Invite, "path"> {
  return invite;
}

/** One may let people into rooms one is in oneself, and into public ones. */
async function refuseForeignRooms(tx: WriteTx, userId: Id, roomIds: readonly Id[]): Promise<void> {
  const open = await tx.query(
    `SELECT 1 FROM room WHERE id = ANY($1::uuid[]) AND archived_at IS NULL
       AND (kind = 'public' OR id IN (SELECT room_id FROM membership WHERE user_id = $2))`,
    [roomIds, userId],
  );
  if (open.length < roomIds.length) throw roomNotFound();
}
