import type { Id } from "@hiroba/protocol";
import { type Html, html } from "../pages/html.ts";
import { clocks } from "./clock.ts";
import { type Pen, type ReplyTarget, toDayLine, toMessageLine, toNoteLine } from "./lines.ts";
import { toRoomPath } from "./paths.ts";
import type { RoomView } from "./read-room.ts";

type Item = { seq: number; at: string; isFirstNew: boolean; line: Html };

/** A stretch of a room, oldest first: messages, notes, days, and where the visitor had read to. */
export function toRoomLines(pen: Pen, view: RoomView, options: { userId: Id; replies: ReplyTarget }): Html {
  const items = toItems(pen, view, options);
  if (items.length === 0) return html`<p class="note">${pen.words.noMessages}</p>`;
  const { day } = clocks[pen.words.language];
  return html`${items.map((item, index) => {
    const before = items[index - 1];
    const isNewDay = !before || day(before.at) !== day(item.at);
    return html`${isNewDay && toDayLine(pen, item.at)}${item.isFirstNew && toNewLine(pen)}${item.line}`;
  })}`;
}

/** The way to what was said before, above the lines of a page that does not begin at the beginning. */
export function toEarlier({ words }: Pen, { room, older, messages }: RoomView): Html | null {
  const [first] = messages;
  if (!older || !first) return null;
  const path = toRoomPath(room.id, "", { view: "plain", before: first.seq });
  return html`<p class="more"><a href="${path}#end" target="_top">${words.older}</a></p>
`;
}

function toNewLine({ words }: Pen): Html {
  return html`<p class="new" id="new">${words.newLine}</p>
`;
}

function toItems(pen: Pen, view: RoomView, { userId, replies }: { userId: Id; replies: ReplyTarget }): Item[] {
  const { read } = view.entry;
  const from = read.unreadFrom ?? read.seq + 1;
  const firstNew = view.messages.find((message) => message.seq >= from && message.authorId !== userId);
  const messages = view.messages.map((message) => ({
    seq: message.seq,
    at: message.createdAt,
    isFirstNew: message === firstNew && view.entry.unread > 0,
    line: toMessageLine(pen, message, { quoted: view.quoted.get(message.replyToId ?? ""), replies }),
  }));
  const notes = view.notes.map((note) => ({
    seq: note.seq,
    at: note.at,
    isFirstNew: false,
    line: toNoteLine(pen, note),
  }));
  return [...messages, ...notes].sort((left, right) => left.seq - right.seq);
}
