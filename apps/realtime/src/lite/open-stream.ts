import type { ServerResponse } from "node:http";
import { newId, roomTopic } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import type { Connection } from "../hub.ts";
import type { RawPage } from "../log/page.ts";
import { type Html, html } from "../pages/html.ts";
import { toDocument, toPageHeaders } from "../pages/send-page.ts";
import { answerDrained } from "../transports/drained.ts";
import { refuseBehindAnother } from "../transports/request.ts";
import { clocks } from "./clock.ts";
import { toLines } from "./encoders.ts";
import { toDayLine } from "./lines.ts";
import { toRoomPath } from "./paths.ts";
import type { RoomView } from "./read-room.ts";
import { liteStyle } from "./style.ts";
import type { MemberVisitor } from "./visitor.ts";

const HEARTBEAT_MS = 15_000;
/** A page whose reader leaves this many bytes unread, its first part aside, is cut off; it fetches itself again (L13). */
const BACKLOG_BYTES = 262_144;

/**
 * A page about to be opened: the room as it was read, the first part of the page, left open at its end, and how what comes
 * becomes lines of it.
 */
export type Opening = {
  visitor: MemberVisitor;
  room: RoomView;
  head: Html;
  body: Html;
  encode(page: RawPage): Buffer;
};

/**
 * Answers with a page that stays open for what comes. Promises: nothing between what was read and what comes is missing
 * or doubled, since the log is followed from the very moment of which the room was read (L6, L7); the page hears this
 * room alone, and ends with the session or the membership that opened it (L15).
 */
export async function openStream(opening: Opening): Promise<FastifyReply> {
  const { visitor, room } = opening;
  const { app, reply, member, words } = visitor;
  const { caller, user } = member;
  // Who went away while the room was read: nothing would ever say so again.
  if (reply.raw.destroyed) return reply.hijack();
  refuseBehindAnother(reply);
  const leave = app.places.take(user.id);
  const topic = roomTopic(room.room.id);
  const raw = start(opening).once("close", leave);
  const { write, connection } = connect(opening, raw);
  app.hub.add(connection);
  // It may have ended while the room was read.
  if (app.authentication.hasEnded(caller)) connection.close();
  app.signals.setPresence({ key: connection.id, userId: user.id, presence: "away", lasting: true });
  const cursor = { epoch: app.tail.epoch(), seq: room.seq };
  const following = app.catchUp.follow(user.id, cursor, {
    emit: ({ entries, reset }) => {
      if (reset) return connection.close();
      const own = entries.filter((entry) => entry.topic === topic);
      write(toLines({ words, directory: app.directory }, own));
    },
    drained: () => answerDrained(raw),
    join: () => (app.directory.membership(room.room.id, user.id) ? app.hub.hear(connection) : connection.close()),
    isOpen: () => !raw.destroyed && !raw.writableEnded,
  });
  // A page that could not catch up must not stay open with a hole in it.
  await following.catch(() => raw.destroy());
  return reply;
}

/** Sends the first part. */
function start({ visitor, room, head, body }: Opening): ServerResponse {
  const { reply, words } = visitor;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...toPageHeaders({ style: liteStyle, frames: "own" }),
    // When the page ends its connection does: over it whoever loads it anew would ask a stopping node again.
    connection: "close",
    // Proxies that buffer answers would hold the messages back.
    "x-accel-buffering": "no",
  });
  raw.write(toDocument({ language: words.language, title: room.room.name, head, body, style: liteStyle }).toString());
  return raw;
}

function connect({ visitor, room, encode }: Opening, raw: ServerResponse) {
  const { app, member } = visitor;
  const bound = raw.writableLength + BACKLOG_BYTES;
  const write = (bytes: Buffer) => {
    if (raw.writableEnded) return;
    if (raw.writableLength > bound) raw.destroy();
    else raw.write(bytes);
  };
  const connection: Connection = {
    id: newId(),
    ...member.caller,
    // The person's other rooms are not this page's.
    only: roomTopic(room.room.id),
    sendPage: (page) => write(encode(page)),
    // Nothing that passes can be taken back from a page that only grows.
    sendSignal: () => undefined,
    close: () => {
      if (!raw.writableEnded) raw.end(toEnding(visitor, room).toString());
    },
  };
  const stopBeating = beat(visitor, write);
  raw.once("close", () => {
    stopBeating();
    app.hub.remove(connection);
    app.signals.endPresence(connection.id);
  });
  return { write, connection };
}

/** White space, which shows nothing, so that neither end nor anything between takes the silence for a lost line. */
function beat({ words, app }: MemberVisitor, write: (bytes: Buffer) => void): () => void {
  const { day } = clocks[words.language];
  let shown = day(new Date().toISOString());
  const timer = setInterval(() => {
    const now = new Date().toISOString();
    const isNewDay = day(now) !== shown;
    shown = day(now);
    write(Buffer.from(isNewDay ? toDayLine({ words, directory: app.directory }, now).toString() : "\n"));
  }, HEARTBEAT_MS);
  return () => clearInterval(timer);
}

function toEnding({ words }: MemberVisitor, { room }: RoomView): Html {
  const path = `${toRoomPath(room.id)}#end`;
  return html`<p class="note">${words.ended} <a href="${path}" target="_top">${words.reload}</a></p>
</div></main>
</body>
</html>
`;
}
