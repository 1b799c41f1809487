import { canRetry, errorCodes, type Failure, type Id, idSchema } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { accessRoom } from "../access.ts";
import { html } from "../pages/html.ts";
import { toFailureText } from "./failures.ts";
import { parseView, toRoomPath, type View } from "./paths.ts";
import { findMessage } from "./read-room.ts";
import { sendLite } from "./shell.ts";
import { type MemberVisitor, refuseForeignForm, run } from "./visitor.ts";
import { toWriteForm, type Writing } from "./write-form.ts";

const querySchema = z.object({ reply: idSchema.optional().catch(undefined), sent: z.unknown().optional() });

/** The form alone: the lower frame of the live view, and where one writes beside a page that refreshes itself. */
export async function sendWritePage(visitor: MemberVisitor, roomId: Id): Promise<FastifyReply> {
  const { reply, sent } = querySchema.parse(visitor.request.query);
  const view = parseView(visitor.request.query as Record<string, unknown>, visitor.request.headers["user-agent"]);
  const replyTo = reply === undefined ? undefined : await findMessage(visitor, roomId, reply);
  return sendForm(visitor, {
    roomId,
    view,
    replyTo,
    focus: sent !== undefined || reply !== undefined || view.view === "plain",
  });
}

async function sendForm(visitor: MemberVisitor, writing: Writing): Promise<FastifyReply> {
  const { app, member, words } = visitor;
  const { roomId, view } = writing;
  const room = await accessRoom({ app, caller: member.caller }, roomId);
  const isFrame = view.view === "live";
  const back = html`<header class="bar"><div><a href="${toViewPath(roomId, view)}">← ${words.back}</a>
<h1><bdi>${room.name}</bdi></h1></div></header>`;
  const body = html`${isFrame ? html`<h1 class="unseen">${words.write}</h1>` : back}
<main>${toWriteForm(visitor, writing)}</main>`;
  return sendLite(visitor, { title: room.name, body, kind: "frame" });
}

function toViewPath(roomId: Id, view: View): string {
  return `${toRoomPath(roomId, "", view)}#end`;
}

const formSchema = z.object({
  token: z.string().default(""),
  id: z.string().default(""),
  body: z.string().default(""),
  replyToId: z.string().optional(),
});

/**
 * Sends the message of a form. Whoever answers beside a live page has read what came to it, which is marked; a page that
 * does not grow by itself is fetched anew, and that marks what it shows.
 */
export async function handleWrite(visitor: MemberVisitor, roomId: Id): Promise<FastifyReply> {
  const { request, reply } = visitor;
  const form = formSchema.parse(request.body ?? {});
  refuseForeignForm(visitor, form.token);
  const view = parseView((request.body ?? {}) as Record<string, unknown>, request.headers["user-agent"]);
  const { id, replyToId = null } = form;
  const body = form.body.trimEnd();
  const result = await run(visitor, "message.send", { id, roomId, body, replyToId });
  if (!result.ok) return sendAgain(visitor, { failure: result.error, writing: { roomId, view, id, body }, replyToId });
  const { view: kind, refresh } = view;
  if (kind === "live") await run(visitor, "read.mark", { roomId, seq: result.data.message.seq });
  const next =
    kind === "live" ? toRoomPath(roomId, "/write", { view: kind, refresh, sent: 1 }) : toViewPath(roomId, view);
  return reply.redirect(next, 303);
}

type Refused = { failure: Failure; writing: Writing & { id: Id }; replyToId: string | null };

/** The form once more, with what was typed and why it was not sent. */
async function sendAgain(visitor: MemberVisitor, { failure, writing, replyToId }: Refused): Promise<FastifyReply> {
  const { words, reply } = visitor;
  const isTaken = failure.code === "CONFLICT" && failure.details.reason === "idTaken";
  const problem = isTaken ? words.reasons.changedAfterSending : toFailureText(words, failure);
  // Under the same id while the outcome is unknown; what was refused is a new message when it is sent again.
  const id = canRetry(failure.code) ? writing.id : undefined;
  const replyTo =
    replyToId === null ? undefined : await findMessage(visitor, writing.roomId, replyToId).catch(() => undefined);
  void reply.code(errorCodes[failure.code].status);
  return sendForm(visitor, { ...writing, id, replyTo, problem: problem ?? null, focus: true });
}

const readSchema = z.object({ token: z.string().default(""), seq: z.coerce.number().int().min(0).catch(0) });

/** Marks a room as read up to what the page showed. */
export async function handleRead(visitor: MemberVisitor, roomId: Id): Promise<FastifyReply> {
  const { request, reply } = visitor;
  const { token, seq } = readSchema.parse(request.body ?? {});
  refuseForeignForm(visitor, token);
  await run(visitor, "read.mark", { roomId, seq });
  const view = parseView((request.body ?? {}) as Record<string, unknown>, request.headers["user-agent"]);
  return reply.redirect(toViewPath(roomId, view), 303);
}
