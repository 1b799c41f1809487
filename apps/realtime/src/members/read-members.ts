import type { Id, Member } from "@hiroba/protocol";
import type { Query } from "../query.ts";

type MemberRow = { user_id: string; role: Member["role"]; joined_at: string; joined_seq: string };

/** The members of a room, or one of them. */
export async function readMembers(query: Query, roomId: Id, userId: Id | null = null): Promise<Member[]> {
  const rows = await query<MemberRow>(
    `SELECT user_id, role, joined_at, joined_seq FROM membership
     WHERE room_id = $1 AND ($2::uuid IS NULL OR user_id = $2) ORDER BY joined_seq`,
    [roomId, userId],
  );
  return rows.map((row) => ({
    userId: row.user_id,
    role: row.role,
    joinedAt: row.joined_at,
    joinedSeq: Number(row.joined_seq),
  }));
}
