import type { Envelope, Id, Message, Note } from "@hiroba/protocol";
import { toNotes } from "@hiroba/protocol";
import type { Directory } from "../log/directory.ts";
import { type Html, html } from "../pages/html.ts";
import { clocks } from "./clock.ts";
import { toRoomPath } from "./paths.ts";
import { toExcerpt, toText } from "./text.ts";
import type { Words } from "./words.ts";

/** What lines are written with: the language and the names of people as they are now. */
export type Pen = { words: Words; directory: Directory };

/** A person's name, as it is now. */
export function toName({ words, directory }: Pen, userId: Id | null): string {
  return (userId && directory.user(userId)?.name) || words.unknownPerson;
}

/** Where replies are written: in the frame beside, or on the room's own page. */
export type ReplyTarget = "frame" | "page" | "nowhere";

export type LineOptions = { quoted?: Message | undefined; replies: ReplyTarget };

/** One message. */
export function toMessageLine(pen: Pen, message: Message, { quoted, replies }: LineOptions): Html {
  const { words } = pen;
  const name = toName(pen, message.authorId);
  const hue = Number.parseInt(message.authorId.slice(-6), 16) % 24;
  const head = html`<b class="who h${hue}" data-letter="${toLetter(name)}"><bdi>${name}</bdi></b> ${toTime(pen, message.createdAt)}`;
  if (message.deletedAt !== null) {
    return html`<article id="m${message.seq}"><p>${head}<br>
<span class="soft text">${words.deleted}</span></p></article>
`;
  }
  // The breaks are for text browsers: the style sheet lays these lines out by itself.
  return html`<article id="m${message.seq}"><p>${head}${message.editedAt && html` <i>${words.edited}</i>`}
${toReplyLink(pen, message, replies)}<br>
${toQuote(pen, message, quoted)}<span class="text" dir="auto">${toText(message.body)}</span></p>${toReactions(message)}</article>
`;
}

function toLetter(name: string): string {
  for (const { segment } of new Intl.Segmenter().segment(name)) return segment.toUpperCase();
  return "";
}

function toTime({ words }: Pen, at: string): Html {
  return html`<time datetime="${at}">${clocks[words.language].time(at)}</time>`;
}

function toReplyLink({ words }: Pen, { id, roomId }: Message, replies: ReplyTarget): Html | null {
  if (replies === "nowhere") return null;
  if (replies === "page") {
    return html`<a class="act" href="${toRoomPath(roomId, "", { view: "plain", reply: id })}#write">${words.reply}</a>`;
  }
  const path = toRoomPath(roomId, "/write", { view: "live", reply: id });
  return html`<a class="act" href="${path}" target="write">${words.reply}</a>`;
}

function toQuote(pen: Pen, { roomId, replyToId }: Message, quoted: Message | undefined): Html | null {
  if (!replyToId) return null;
  const path = toRoomPath(roomId, "", { view: "plain", message: replyToId });
  const label = quoted ? html`<bdi>${toName(pen, quoted.authorId)}</bdi>` : pen.words.inReply;
  const excerpt = quoted && (quoted.deletedAt === null ? toExcerpt(quoted.body) : pen.words.deleted);
  return html`<span class="quote"><span class="bare">&gt; </span><a href="${path}" target="_top">${label}</a>${
    excerpt && html`: <span dir="auto">${excerpt}</span>`
  }</span><br>
`;
}

function toReactions({ reactions }: Message): Html | null {
  if (reactions.length === 0) return null;
  const all = reactions.map(({ emoji, userIds }) => html`<span>${emoji} ${userIds.length}</span> `);
  return html`<p class="reactions">${all}</p>`;
}

/** A small line: who came, left, renamed. */
export function toNoteLine(pen: Pen, { at, actorId, userId, kind, text }: Note): Html {
  const people = {
    actor: toName(pen, actorId),
    person: toName(pen, userId ?? actorId),
    isSelf: actorId === (userId ?? actorId),
  };
  return html`<p class="note">${toTime(pen, at)} ${pen.words.note(kind, { ...people, text })}</p>
`;
}

export function toDayLine({ words }: Pen, at: string): Html {
  return html`<h2 class="day">${clocks[words.language].day(at)}</h2>
`;
}

/** What an event adds to a page that is open: a new message, or a correction of what stands above. */
export function toEventLines(pen: Pen, envelope: Envelope, replies: ReplyTarget): Html[] {
  const { event } = envelope;
  switch (event.type) {
    case "message.created":
      return [toMessageLine(pen, event.message, { replies })];
    case "message.edited":
      return [toCorrection(pen, event.message)];
    case "message.deleted":
      return [toDeletion(pen, event.message)];
    default:
      return toNotes(envelope).map((note) => toNoteLine(pen, note));
  }
}

function toCorrection(pen: Pen, { seq, authorId, body, deletedAt, editedAt }: Message): Html {
  // Deleted meanwhile: its deletion follows.
  if (deletedAt !== null) return html``;
  const label = pen.words.editedBy(toName(pen, authorId));
  return html`<article class="fix"><p>${toTime(pen, editedAt ?? "")} <a href="#m${seq}">${label}</a><br>
<span class="text" dir="auto">${toText(body)}</span></p></article>
`;
}

function toDeletion(pen: Pen, { seq, authorId, deletedAt }: Message): Html {
  return html`<p class="note">${toTime(pen, deletedAt ?? "")} <a href="#m${seq}">${pen.words.deletedOf(toName(pen, authorId))}</a></p>
`;
}
