import type { Id, Message, Note, Room, RoomEntry } from "@hiroba/protocol";
import { accessRoom, refuseEnded, roomNotFound } from "../access.ts";
import { toCredentialKey } from "../authentication/credentials.ts";
import type { Context } from "../context.ts";
import { readPage, type Stretch } from "../messages/read-page.ts";
import { readRoomEntries } from "../rooms/read-room-entries.ts";
import { readAtOneMoment } from "../snapshot/read-at-one-moment.ts";
import { type MemberVisitor, mustRun, run } from "./visitor.ts";

/** A stretch of a room as its page shows it, as of `seq`, with the visitor's own read mark. */
export type RoomView = {
  room: Room;
  entry: RoomEntry;
  messages: Message[];
  notes: Note[];
  quoted: Map<Id, Message>;
  older: boolean;
  newer: boolean;
  seq: number;
};

const PAGE = 50;

/** Reads a room for a member of it, who is refused if they are none (L15). */
export async function readRoom(
  { app, member }: MemberVisitor,
  roomId: Id,
  stretch: Omit<Stretch, "limit">,
): Promise<RoomView> {
  const { caller } = member;
  await app.rateLimits.consume("read", caller.userId);
  app.signals.touchPresence(toCredentialKey(caller), caller.userId);
  return app.turns.run(caller.userId, () => {
    refuseEnded(app, caller);
    return readView({ app, caller }, roomId, stretch);
  });
}

async function readView(
  { app, caller }: Pick<Context, "app" | "caller">,
  roomId: Id,
  stretch: Omit<Stretch, "limit">,
): Promise<RoomView> {
  const room = await accessRoom({ app, caller }, roomId);
  return readAtOneMoment(app.db.pool, async (query, seq) => {
    const [entry] = await readRoomEntries(query, caller.userId, roomId);
    // Put out between the check and this moment.
    if (!entry) throw roomNotFound();
    const { messages, notes, quoted, older, newer } = await readPage(query, roomId, { ...stretch, limit: PAGE });
    const byId = new Map([...messages, ...quoted].map((message) => [message.id, message]));
    return { room, entry, messages, notes, quoted: byId, older, newer, seq };
  });
}

/** A message of this room by its id; undefined if there is none, or none that the visitor may see. */
export async function findMessage(visitor: MemberVisitor, roomId: Id, messageId: Id): Promise<Message | undefined> {
  const { messages } = await mustRun(visitor, "message.get", { messageIds: [messageId] });
  return messages.find((message) => message.roomId === roomId);
}

/**
 * Moves the read mark to the end of a page that the person has fetched (L16): the fetch is the act. A page that fetched
 * itself again, or that a browser fetched ahead, is none; the person then says so with a button, or beside a live page
 * by writing.
 */
export async function markSeen(
  visitor: MemberVisitor,
  { entry, newer, seq }: RoomView,
  isUnattended: boolean,
): Promise<void> {
  const { read, lastSeq, room } = entry;
  const isRead = lastSeq <= read.seq && read.unreadFrom === null;
  if (newer || isRead || isUnattended || !isAct(visitor)) return;
  await run(visitor, "read.mark", { roomId: room.id, seq: Math.min(lastSeq, seq) });
}

function isAct({ request }: MemberVisitor): boolean {
  const { method, headers } = request;
  const purpose = `${headers["sec-purpose"] ?? ""} ${headers.purpose ?? ""}`;
  const destination = headers["sec-fetch-dest"] ?? "document";
  return method === "GET" && !purpose.includes("prefetch") && /^(?:document|iframe|frame)$/u.test(String(destination));
}
