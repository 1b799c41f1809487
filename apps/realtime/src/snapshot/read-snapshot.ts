import {
  type Draft,
  defaultSettings,
  formatCursor,
  type Id,
  mergeMembers,
  mergePage,
  type Snapshot,
  type State,
  settingsSchema,
} from "@hiroba/protocol";
import type { Pool } from "pg";
import { readMembers } from "../members/read-members.ts";
import { readPage } from "../messages/read-page.ts";
import type { Query } from "../query.ts";
import { readRoomEntries } from "../rooms/read-room-entries.ts";
import { toUser, type UserRow, userColumns } from "../rows.ts";
import { readAtOneMoment } from "./read-at-one-moment.ts";

/** Messages of each room that a snapshot is asked for. */
const NEWEST = 50;

/**
 * Everything a person's device holds, as of one moment (L10): put together with the same functions with which a device
 * adds pages and members. Rooms that are asked for without being in them are left out.
 */
export async function readSnapshot(pool: Pool, userId: Id, roomIds: readonly Id[]): Promise<Snapshot> {
  return readAtOneMoment(pool, async (query, seq, epoch) => {
    let state = await readState(query, userId);
    for (const roomId of new Set(roomIds)) {
      if (!state.rooms[roomId]) continue;
      const page = await readPage(query, roomId, { limit: NEWEST });
      state = mergePage(state, { roomId, page, place: "replace" }, []);
      state = mergeMembers(state, { roomId, members: await readMembers(query, roomId), seq }, []);
    }
    return { state, cursor: formatCursor({ epoch, seq }) };
  });
}

async function readState(query: Query, userId: Id): Promise<State> {
  const [workspace] = await query<{ name: string; created_at: string; rev: string }>("SELECT * FROM workspace");
  const users = await query<UserRow & { settings: unknown }>(
    `SELECT ${userColumns}, CASE WHEN id = $1 THEN settings END AS settings FROM "user"`,
    [userId],
  );
  const entries = await readRoomEntries(query, userId);
  const drafts = await query<DraftRow>("SELECT room_id, body, reply_to_id, rev FROM draft WHERE user_id = $1", [
    userId,
  ]);
  const mine = users.find((user) => user.id === userId);
  return {
    userId,
    workspace: {
      name: workspace?.name ?? "",
      createdAt: workspace?.created_at ?? new Date(0).toISOString(),
      rev: Number(workspace?.rev ?? 0),
    },
    settings: settingsSchema.catch(defaultSettings).parse(mine?.settings ?? {}),
    users: Object.fromEntries(users.map((user) => [user.id, toUser(user)])),
    rooms: Object.fromEntries(entries.map((entry) => [entry.room.id, entry])),
    drafts: Object.fromEntries(drafts.map((draft) => [draft.room_id, toDraft(draft)])),
    timelines: {},
    messages: {},
    members: {},
  };
}

type DraftRow = { room_id: Id; body: string; reply_to_id: Id | null; rev: string };

function toDraft(row: DraftRow): Draft {
  return { roomId: row.room_id, body: row.body, replyToId: row.reply_to_id, rev: Number(row.rev) };
}
