import { type Draft, type Id, userTopic, type Written } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { once } from "../log/once.ts";

/** Keeps what the caller has begun to write in a room. */
export const saveDraft: Handler<"draft.save"> = ({ id, ...text }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    const { roomId } = text;
    await accessRoomForWrite(tx, { userId, roomId, permission: "room.read", archived: "allow" });
    return once(
      tx,
      { id, userId, subject: `draft.save ${roomId}` },
      { run: () => save(tx, userId, text), repeat: async (seq) => ({ seq }) },
    );
  });

async function save(tx: WriteTx, userId: Id, { roomId, body, replyToId }: Omit<Draft, "rev">): Promise<Written> {
  const [held] = await tx.query<{ body: string; reply_to_id: string | null }>(
    "SELECT body, reply_to_id FROM draft WHERE user_id = $1 AND room_id = $2",
    [userId, roomId],
  );
  const { body: heldBody = "", reply_to_id: heldReply = null } = held ?? {};
  if (heldBody === body && heldReply === replyToId) return { seq: tx.head() };
  const draft: Draft = { roomId, body, replyToId, rev: tx.head() + 1 };
  await store(tx, userId, draft);
  return { seq: tx.publish(userTopic(userId), () => ({ type: "draft.saved", draft })) };
}

async function store(tx: WriteTx, userId: Id, { roomId, body, replyToId, rev }: Draft): Promise<void> {
  if (body === "" && replyToId === null) {
    await tx.query("DELETE FROM draft WHERE user_id = $1 AND room_id = $2", [userId, roomId]);
    return;
  }
  await tx.query(
    `INSERT INTO draft (user_id, room_id, body, reply_to_id, rev) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (user_id, room_id) DO UPDATE SET body = $3, reply_to_id = $4, rev = $5`,
    [userId, roomId, body, replyToId, rev],
  );
}
