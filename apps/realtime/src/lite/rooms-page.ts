import { callsMe, type RoomEntry } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { refuseEnded } from "../access.ts";
import { type Html, html } from "../pages/html.ts";
import { toQuery } from "../query.ts";
import { readRoomEntries } from "../rooms/read-room-entries.ts";
import { toRoomPath } from "./paths.ts";
import { sendLite, toTokenField } from "./shell.ts";
import { type MemberVisitor, mustRun } from "./visitor.ts";
import type { Words } from "./words.ts";

/** The visitor's rooms, those that call first; what is muted calls, and comes, as it does in the web app. */
export async function sendRooms(visitor: MemberVisitor): Promise<FastifyReply> {
  const { app, words, member } = visitor;
  await app.rateLimits.consume("read", member.user.id);
  const { name } = await mustRun(visitor, "workspace.status", {});
  const entries = await app.turns.run(member.user.id, () => {
    refuseEnded(app, member.caller);
    return readRoomEntries(toQuery(app.db.pool), member.user.id);
  });
  entries.sort((left, right) => compareRooms(left, right, words.language));
  const list = html`<ul class="rooms">${entries.map((entry) => toRow(words, entry))}</ul>`;
  const title = name ?? "Hiroba";
  const body = html`<header class="bar"><h1>${title}</h1>
<form method="post" action="/lite/sign-out">${toTokenField(visitor)}<bdi class="soft">${member.user.name}</bdi>
<button type="submit" class="quiet">${words.signOut}</button></form></header>
<main><h2>${words.rooms}</h2>
${entries.length > 0 ? list : html`<p class="note">${words.noRooms}</p>`}
<p class="foot"><a href="/">${words.fullApp}</a></p></main>`;
  return sendLite(visitor, { title, body });
}

function compareRooms(left: RoomEntry, right: RoomEntry, language: string): number {
  const rank = (entry: RoomEntry) =>
    entry.room.archived ? 3 : callsMe(entry, entry) ? 0 : entry.membership.starred ? 1 : 2;
  const muted = ({ membership }: RoomEntry) => Number(membership.muted);
  return (
    rank(left) - rank(right) || muted(left) - muted(right) || left.room.name.localeCompare(right.room.name, language)
  );
}

function toRow(words: Words, entry: RoomEntry): Html {
  const { room, unread, mentions, membership } = entry;
  const calls = callsMe(entry, entry);
  const muted = membership.muted && html`<span class="soft">${words.muted}</span> `;
  const count = unread > 0 && !membership.muted && html`<span class="count">${words.unread(unread)}</span> `;
  const mine = mentions > 0 && html`<span class="count calls">${words.mentions(mentions)}</span>`;
  const note = room.archived ? words.archived : room.topic;
  return html`<li${calls && html` class="unread"`}><a href="${toRoomPath(room.id)}#${calls ? "new" : "end"}"><bdi>${room.name}</bdi>
<span class="counts">${muted}${count}${mine}</span>${note && html` <span class="soft">${note}</span>`}</a></li>
`;
}
