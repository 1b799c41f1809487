import type { Id } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { html } from "../pages/html.ts";
import type { LineEncoders } from "./encoders.ts";
import { openStream } from "./open-stream.ts";
import { parseView, toRoomPath } from "./paths.ts";
import { markSeen, readRoom } from "./read-room.ts";
import { toEarlier, toRoomLines } from "./room-lines.ts";
import { sendLite, toRefresh } from "./shell.ts";
import type { MemberVisitor } from "./visitor.ts";

/** How soon a page that has ended fetches itself again. */
const RETURN_SECONDS = 3;

/**
 * A room's lines as a page that never ends, the Comet of old: what was said, then what is being said, appended as it
 * comes. A browser starts to count a page's own refresh when the page has ended, so `<meta refresh>` is what reconnects
 * it. With `?refresh=` it is an ordinary page that fetches itself again.
 */
export async function sendStream(visitor: MemberVisitor, roomId: Id, encoders: LineEncoders): Promise<FastifyReply> {
  const { request, member, words, app } = visitor;
  const { auto } = z.object({ auto: z.unknown().optional() }).parse(request.query);
  const { refresh } = parseView(request.query as Record<string, unknown>, undefined);
  const room = await readRoom(visitor, roomId, {});
  await markSeen(visitor, room, auto !== undefined);
  const pen = { words, directory: app.directory };
  const lines = toRoomLines(pen, room, { userId: member.user.id, replies: "frame" });
  const head = toRefresh(refresh ?? RETURN_SECONDS, toRoomPath(roomId, "/stream", { refresh, auto: 1 }));
  const body = html`<main class="lines"><div><h1 class="unseen">${room.room.name}</h1>${toEarlier(pen, room)}${lines}`;
  const encode = encoders[words.language];
  if (refresh === undefined)
    return openStream({ visitor, room, head, body: html`<body class="frame">${body}`, encode });
  return sendLite(visitor, { title: room.room.name, head, body: html`${body}</div></main>`, kind: "frame" });
}
