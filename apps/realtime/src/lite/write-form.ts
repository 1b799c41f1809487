import { type Id, limits, type Message, newId } from "@hiroba/protocol";
import { type Html, html } from "../pages/html.ts";
import { toName } from "./lines.ts";
import { toRoomPath, type View } from "./paths.ts";
import { toProblem, toTokenField } from "./shell.ts";
import { toExcerpt } from "./text.ts";
import type { MemberVisitor } from "./visitor.ts";

export type Writing = {
  roomId: Id;
  view: View;
  replyTo?: Message | undefined;
  /** The id of an earlier try whose outcome nobody knows (L4). */
  id?: Id | undefined;
  body?: string;
  problem?: string | null;
  /** Where writing is all that a page is for, the cursor may stand in the field at once. */
  focus?: boolean;
};

/**
 * The form to write a message with. It carries the message's id, made with the form, so that a form that is sent twice is
 * one message (L4).
 */
export function toWriteForm(visitor: MemberVisitor, writing: Writing): Html {
  const { words } = visitor;
  const { roomId, view, replyTo, id = newId(), body = "", problem = null, focus } = writing;
  return html`<form method="post" action="${toRoomPath(roomId, "/messages")}" accept-charset="utf-8" class="writing" id="write">
${toTokenField(visitor)}<input type="hidden" name="id" value="${id}"><input type="hidden" name="view"
 value="${view.view}"><input type="hidden" name="refresh" value="${view.refresh ?? ""}">
${toProblem(problem)}${toReplying(visitor, { roomId, view, replyTo })}
<label for="body" class="unseen">${words.message}</label>
<textarea id="body" name="body" rows="2" cols="60" required maxlength="${limits.messageLength}" dir="auto"
${focus && html` autofocus`} placeholder="${words.message}">
${body}</textarea>
<button type="submit" accesskey="s">${words.send}</button>
</form>`;
}

function toReplying(
  visitor: MemberVisitor,
  { roomId, view, replyTo }: Pick<Writing, "roomId" | "view" | "replyTo">,
): Html | null {
  if (!replyTo) return null;
  const { words, app } = visitor;
  const name = toName({ words, directory: app.directory }, replyTo.authorId);
  const text = replyTo.deletedAt === null ? toExcerpt(replyTo.body, 60) : words.deleted;
  const without = toRoomPath(roomId, view.view === "live" ? "/write" : "", view);
  return html`<input type="hidden" name="replyToId" value="${replyTo.id}">
<p class="replying"><span>${words.replyingTo(name)}: <span dir="auto">${text}</span></span> <a href="${without}">${words.cancelReply}</a></p>`;
}
