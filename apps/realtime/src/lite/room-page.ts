import { type Id, idSchema, seqSchema } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { accessRoom } from "../access.ts";
import { type Html, html } from "../pages/html.ts";
import { timeZone } from "./clock.ts";
import { parseView, toRoomPath, type View } from "./paths.ts";
import { findMessage, markSeen, type RoomView, readRoom } from "./read-room.ts";
import { toEarlier, toRoomLines } from "./room-lines.ts";
import { sendLite, toRefresh, toTokenField } from "./shell.ts";
import type { MemberVisitor } from "./visitor.ts";
import type { Words } from "./words.ts";
import { toWriteForm } from "./write-form.ts";

const seq = z.coerce.number().pipe(seqSchema).optional().catch(undefined);
const querySchema = z.object({
  before: seq,
  after: seq,
  message: idSchema.optional().catch(undefined),
  reply: idSchema.optional().catch(undefined),
  /** The page fetched itself. */
  auto: z.unknown().optional(),
});

/** A room: in frames where there are frames and the present is looked at, else as one page. */
export async function sendRoom(visitor: MemberVisitor, roomId: Id): Promise<FastifyReply> {
  const query = querySchema.parse(visitor.request.query);
  const view = parseView(visitor.request.query as Record<string, unknown>, visitor.request.headers["user-agent"]);
  const isPresent = query.before === undefined && query.after === undefined && query.message === undefined;
  if (view.view === "live" && isPresent) return sendFrames(visitor, roomId, view);
  const found = query.message === undefined ? undefined : await findMessage(visitor, roomId, query.message);
  const stretch = isPresent ? {} : { before: query.before, after: query.after, around: found?.seq };
  const room = await readRoom(visitor, roomId, stretch);
  await markSeen(visitor, room, query.auto !== undefined);
  const replyTo = query.reply === undefined ? undefined : await findMessage(visitor, roomId, query.reply);
  const form = toWriteForm(visitor, { roomId, view, replyTo });
  const refreshing = view.refresh !== undefined && isPresent;
  const pen = { words: visitor.words, directory: visitor.app.directory };
  const body = html`${toBar(visitor, room, view)}
<main>${toEarlier(pen, room)}${toRoomLines(pen, room, { userId: visitor.member.user.id, replies: room.room.archived ? "nowhere" : "page" })}
${toLater(visitor.words, room)}<div id="end"></div>
${refreshing ? toUnattended(visitor, room, view) : !room.room.archived && form}
<p class="foot">${visitor.words.timeZone(timeZone)}</p></main>`;
  const head = refreshing
    ? toRefresh(view.refresh ?? 0, `${toRoomPath(roomId, "", { ...view, auto: 1 })}#end`)
    : html``;
  return sendLite(visitor, { title: room.room.name, body, head });
}

/** The room's name, and the ways to look at it. */
function toBar({ words }: MemberVisitor, { room, note }: Pick<RoomView, "room"> & { note?: string }, view: View): Html {
  const ways: [string, View][] = [
    [words.live, { view: "live" }],
    [words.refreshing(10), { view: view.view, refresh: 10 }],
    [words.plain, { view: "plain" }],
  ];
  const isHere = (way: View) =>
    way.refresh !== undefined ? view.refresh !== undefined : view.refresh === undefined && way.view === view.view;
  const links = ways.map(([label, way]) =>
    isHere(way)
      ? html` <b aria-current="page">${label}</b>`
      : html` <a href="${toRoomPath(room.id, "", way)}#end">${label}</a>`,
  );
  return html`<header class="bar"><div><a href="/lite">← ${words.rooms}</a>
<h1><bdi>${room.name}</bdi></h1>${room.topic && html` <span class="soft topic">${room.topic}</span>`}</div>
<nav>${links}</nav>${note && html` <span class="soft">${note}</span>`}</header>`;
}

function toLater(words: Words, { room, newer, messages }: RoomView): Html | null {
  if (!newer) return null;
  const path = toRoomPath(room.id, "", { view: "plain", after: messages.at(-1)?.seq });
  return html`<p class="more"><a href="${path}">${words.newer}</a> · <a href="${toRoomPath(room.id)}#end">${words.newest}</a></p>`;
}

/** What stands in place of the form on a page that will fetch itself again, and lose what was typed. */
function toUnattended(visitor: MemberVisitor, { room, entry }: RoomView, view: View): Html {
  const { words } = visitor;
  const mark = html`<form method="post" action="${toRoomPath(room.id, "/read")}">${toTokenField(visitor)}<input type="hidden"
 name="seq" value="${entry.lastSeq}"><input type="hidden" name="view" value="${view.view}"><input type="hidden" name="refresh"
 value="${view.refresh ?? ""}"><button type="submit" class="quiet">${words.markRead}</button></form>`;
  return html`<p class="more">${!room.archived && html`<a href="${toRoomPath(room.id, "/write", view)}">${words.write}</a>`}</p>
${entry.unread > 0 && mark}`;
}

/** The room in frames: what is said streams in above, and what is being written below is left alone by it. */
async function sendFrames(visitor: MemberVisitor, roomId: Id, view: View): Promise<FastifyReply> {
  const { app, words, member } = visitor;
  const room = await accessRoom({ app, caller: member.caller }, roomId);
  const lines = toRoomPath(roomId, "/stream", { refresh: view.refresh });
  // Not below: there what is being written has the last line to itself.
  const body = html`${toBar(visitor, { room, note: words.timeZone(timeZone) }, view)}
<main><iframe class="lines" name="lines" title="${words.rooms}: ${room.name}" src="${lines}"></iframe></main>
${!room.archived && html`<iframe class="write" name="write" title="${words.write}" src="${toRoomPath(roomId, "/write", view)}"></iframe>`}`;
  return sendLite(visitor, { title: room.name, body, kind: "live" });
}
