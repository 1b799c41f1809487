import { accessWorkspace } from "../access.ts";
import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";
import { type RoomRow, roomColumns, toRoom } from "../rows.ts";

/** Public rooms by name, a page at a time. After a private room comes nothing: its place would tell what it is called. */
export const listRooms: Handler<"room.list"> = async ({ query, archived, after, limit }, { app, caller }) => {
  await accessWorkspace(app, caller, "room.browse");
  const rows = await toQuery(app.db.pool)<RoomRow & { joined: boolean }>(
    `SELECT ${roomColumns}, m.user_id IS NOT NULL AS joined
     FROM room r LEFT JOIN membership m ON m.room_id = r.id AND m.user_id = $1
     WHERE r.kind = 'public' AND (r.archived_at IS NOT NULL) = $2
       AND ($3 = '' OR strpos(lower(r.name), lower($3)) > 0)
       AND ($4::uuid IS NULL OR (r.name, r.id) > (SELECT name, id FROM room WHERE id = $4 AND kind = 'public'))
     ORDER BY r.name, r.id LIMIT $5`,
    [caller.userId, archived, query, after ?? null, limit + 1],
  );
  const rooms = rows
    .slice(0, limit)
    .map((row) => ({ room: toRoom(row), memberCount: row.member_count, joined: row.joined }));
  return { rooms, more: rows.length > limit };
};
