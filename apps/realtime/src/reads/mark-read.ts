import { type Id, type ReadMark, userTopic } from "@hiroba/protocol";
import { accessRoomForWrite } from "../access.ts";
import type { Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { type Change, once } from "../log/once.ts";
import { readLastSeq, readRoomEntries } from "../rooms/read-room-entries.ts";

/** Moves the caller's read mark forward; a seq behind it moves nothing, one past the newest message counts as that. */
export const markRead: Handler<"read.mark"> = ({ id, roomId, seq }, { app, caller: { userId } }) =>
  app.log.write(userId, async (tx) => {
    await accessRoomForWrite(tx, { userId, roomId, permission: "room.read", archived: "allow" });
    return onceRead(tx, { id, userId, roomId, subject: `read.mark ${roomId} ${seq}` }, async () => {
      const target = Math.min(seq, Math.max(tx.head(), await readLastSeq(tx.query, roomId)));
      const moved = await tx.query(
        `UPDATE membership SET read_seq = GREATEST(read_seq, $3), unread_from = NULL
         WHERE room_id = $1 AND user_id = $2 AND (read_seq < $3 OR unread_from IS NOT NULL) RETURNING 1`,
        [roomId, userId, target],
      );
      return moved.length > 0;
    });
  });

/** Changes a read mark once, and tells how it stands then; `run` answers whether it changed anything. */
export function onceRead(
  tx: WriteTx,
  { roomId, ...change }: Change & { roomId: Id },
  run: () => Promise<boolean>,
): Promise<Answer> {
  const { userId } = change;
  return once(tx, change, {
    run: async () => answerRead(tx, { roomId, userId, changed: await run() }),
    repeat: async (seq) => ({ ...(await answerRead(tx, { roomId, userId, changed: false })), seq }),
  });
}

type Answer = { read: ReadMark; unread: number; mentions: number; seq: number };

/** Tells the caller's devices where the mark stands and what it leaves unread, counted in the same transaction. */
async function answerRead(
  tx: WriteTx,
  { roomId, userId, changed }: { roomId: Id; userId: Id; changed: boolean },
): Promise<Answer> {
  const [entry] = await readRoomEntries(tx.query, userId, roomId);
  if (!entry) throw new Error("The membership was there a statement ago.");
  const { read, unread, mentions } = entry;
  if (!changed) return { read, unread, mentions, seq: tx.head() };
  const seq = tx.publish(userTopic(userId), () => ({ type: "read.marked", roomId, read, unread, mentions }));
  return { read, unread, mentions, seq };
}
