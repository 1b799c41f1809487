import { type Cursor, type Id, newId, roomTopic } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { Connection } from "../hub.ts";
import { type Html, html } from "../pages/html.ts";
import { toDocument, toPageHeaders } from "../pages/send-page.ts";
import type { Streams } from "../transports/streams.ts";
import { clocks } from "./clock.ts";
import { type LineEncoders, toLines } from "./encoders.ts";
import { toDayLine } from "./lines.ts";
import { parseView, toRoomPath } from "./paths.ts";
import { markSeen, type RoomView, readRoom } from "./read-room.ts";
import { toRoomLines } from "./room-lines.ts";
import { sendLite, toRefresh } from "./shell.ts";
import { liteStyle } from "./style.ts";
import type { MemberVisitor } from "./visitor.ts";

const HEARTBEAT_MS = 15_000;
/** A page whose reader leaves this many bytes unread is cut off; it fetches itself again (L13). */
const BACKLOG_BYTES = 262_144;
/** How soon a page that has ended fetches itself again. */
const RETURN_SECONDS = 3;

/**
 * A room's lines as a page that never ends, the Comet of old: what was said, then what is being said, appended as it
 * comes. Promises: nothing between the first part and the rest is missing or doubled (L6, L7), and it ends with the
 * session or the membership that opened it (L15). A browser starts to count a page's own refresh when the page has ended,
 * so `<meta refresh>` is what reconnects it. With `?refresh=` it is an ordinary page that fetches itself again.
 */
export async function sendStream(visitor: MemberVisitor, roomId: Id, parts: StreamParts): Promise<FastifyReply> {
  const { request, member } = visitor;
  const { auto } = z.object({ auto: z.string().optional() }).parse(request.query);
  const { refresh } = parseView(request.query as Record<string, unknown>, undefined);
  // Before the room is read: what happens after this position is followed, what the page holds already is passed over.
  const room = await readRoom(visitor, roomId, {});
  await markSeen(visitor, room, auto !== undefined);
  const pen = { words: visitor.words, directory: visitor.app.directory };
  const lines = toRoomLines(pen, room, { userId: member.user.id, replies: "frame" });
  const again = toRefresh(refresh ?? RETURN_SECONDS, toRoomPath(roomId, "/stream", { refresh, auto: 1 }));
  const body = html`<main class="lines"><div>${toEarlier(visitor, room)}${lines}`;
  if (refresh !== undefined) {
    return sendLite(visitor, { title: room.room.name, head: again, body: html`${body}</div></main>`, kind: "frame" });
  }
  const opening = { visitor, room, head: again, body: html`<body class="frame">${body}` };
  return openStream(opening, parts);
}

export type StreamParts = { streams: Streams; encoders: LineEncoders };

function toEarlier({ words }: MemberVisitor, { room, older, messages }: RoomView): Html | null {
  const [first] = messages;
  if (!older || !first) return null;
  const path = toRoomPath(room.id, "", { view: "plain", before: first.seq });
  return html`<p class="more"><a href="${path}#end" target="_top">${words.older}</a></p>
`;
}

type Opening = { visitor: MemberVisitor; room: RoomView; head: Html; body: Html };

async function openStream(
  { visitor, room, head, body }: Opening,
  { streams, encoders }: StreamParts,
): Promise<FastifyReply> {
  const { app, request, reply, words, member } = visitor;
  const { caller } = member;
  const topic = roomTopic(room.room.id);
  const encoder = encoders[words.language];
  reply.hijack();
  const { raw } = reply;
  // Proxies that buffer answers would hold the messages back.
  raw.writeHead(200, { ...toPageHeaders({ style: liteStyle, frames: "own" }), "x-accel-buffering": "no" });
  const write = (bytes: Buffer | string) => {
    if (raw.writableLength > BACKLOG_BYTES) raw.destroy();
    else raw.write(bytes);
  };
  const end = () => void raw.end(toEnding(visitor, room).toString());
  const stream = streams.toConnection({ id: newId(), ...caller, encoder, write, close: end });
  const connection: Connection = {
    ...stream,
    // The person's other rooms are not this page's.
    join: (joined) => joined === topic && stream.join(topic),
    leave: (left) => left === topic && end(),
  };
  const stopBeating = beat(visitor, write);
  raw.once("close", () => {
    stopBeating();
    streams.forget(stream);
    app.hub.remove(connection);
    app.signals.endPresence(stream.id);
  });
  app.hub.add(connection);
  write(toDocument({ language: words.language, title: room.room.name, head, body, style: liteStyle }).toString());
  if (app.authentication.hasEnded(caller)) {
    end();
    return reply;
  }
  app.signals.setPresence({ key: stream.id, userId: caller.userId, presence: "away", lasting: true });
  const cursor: Cursor = { epoch: app.tail.epoch(), seq: room.seq };
  await app.catchUp.follow(caller.userId, cursor, {
    emit: (page) => {
      const entries = page.entries.filter((entry) => entry.topic === topic);
      if (page.reset) end();
      else write(toLines({ words, directory: app.directory }, entries));
    },
    join: () => (app.directory.membership(room.room.id, caller.userId) ? stream.join(topic) : end()),
    isOpen: () => !raw.destroyed && !request.raw.destroyed && !raw.writableEnded,
  });
  return reply;
}

/** White space, which shows nothing, so that neither end nor anything between takes the silence for a lost line. */
function beat({ words, app }: MemberVisitor, write: (text: string) => void): () => void {
  const { day } = clocks[words.language];
  let shown = day(new Date().toISOString());
  const timer = setInterval(() => {
    const now = new Date().toISOString();
    const isNewDay = day(now) !== shown;
    shown = day(now);
    write(isNewDay ? toDayLine({ words, directory: app.directory }, now).toString() : "\n");
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
