import { randomBytes } from "node:crypto";
import { canRetry, errorCodes, type InviteKind, limits, newId } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { type Html, html } from "../pages/html.ts";
import { toFailureText } from "./failures.ts";
import { toRoomPath } from "./paths.ts";
import { sendLite, toProblem, toTokenField } from "./shell.ts";
import { mustRun, refuseForeignForm, run, type Visitor } from "./visitor.ts";

type Typed = {
  name?: string;
  username?: string;
  problem?: string;
  /** Under what it was sent while the outcome is unknown, so that nobody comes in twice. */
  sent?: { id: string; witness: string; kind: InviteKind };
};

/** What an invite link offers, and the form to come in with. */
export async function sendJoin(visitor: Visitor, code: string, typed: Typed = {}): Promise<FastifyReply> {
  const { words, member } = visitor;
  const { id, witness } = typed.sent ?? { id: newId(), witness: randomBytes(16).toString("base64url") };
  const { title, kind, rooms } = await readOffer(visitor, code, typed);
  const fields = member
    ? html`<p><button type="submit">${words.joinAs(member.user.name)}</button></p>`
    : html`${toFields(visitor, kind, typed)}<p><button type="submit">${words.join}</button></p>`;
  const body = html`<main class="door"><h1>${title}</h1>
<p>${rooms.length > 0 && words.inviteRooms(rooms.join(", "))}</p>
${toProblem(typed.problem ?? null)}
<form method="post" action="/lite/join/${encodeURIComponent(code)}" accept-charset="utf-8" class="card">
${toTokenField(visitor)}<input type="hidden" name="id" value="${id}"><input type="hidden" name="witness" value="${witness}">
${fields}
</form></main>`;
  return sendLite(visitor, { title, body });
}

type Offer = { title: string; kind: InviteKind; rooms: string[] };

async function readOffer(visitor: Visitor, code: string, { sent }: Typed): Promise<Offer> {
  const { words } = visitor;
  try {
    const { invitedBy, workspaceName, kind, rooms } = await mustRun(visitor, "invite.read", { code });
    return { title: words.invited(invitedBy, workspaceName), kind, rooms };
  } catch (error) {
    // What was sent may have taken the link's last place: the form alone, to ask again with.
    if (sent) return { title: words.join, kind: sent.kind, rooms: [] };
    throw error;
  }
}

function toFields({ words }: Visitor, kind: InviteKind, { name = "", username = "" }: Typed): Html {
  const account = html`<p><label for="username">${words.username}</label><br>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" maxlength="${limits.usernameLength}"
 aria-describedby="username-hint"><br><small id="username-hint">${words.usernameHint}</small></p>
<p><label for="password">${words.password}</label><br>
<input id="password" name="password" type="password" required autocomplete="new-password" minlength="${limits.passwordMinimum}"
 maxlength="${limits.passwordLength}" aria-describedby="password-hint"><br><small
 id="password-hint">${words.passwordHint(limits.passwordMinimum)}</small></p>
`;
  return html`<p><label for="name">${words.yourName}</label><br>
<input id="name" name="name" value="${name}" required autocomplete="name" maxlength="${limits.nameLength}"></p>
${kind === "member" && account}`;
}

const formSchema = z.object({
  token: z.string().default(""),
  id: z.string().default(""),
  // As it is made above; anything else may be what no header can hold, and is none.
  witness: z
    .string()
    .regex(/^[\w-]{22}$/u)
    .catch(""),
  name: z.string().default(""),
  username: z.string().default(""),
  password: z.string().default(""),
});

/** Comes in. The form's id and witness make sending it twice come to the same (L4). */
export async function handleJoin(visitor: Visitor, code: string): Promise<FastifyReply> {
  const { request, reply, member, words } = visitor;
  const { token, witness, id, name, username, password } = formSchema.parse(request.body ?? {});
  refuseForeignForm(visitor, token);
  const account = { ...(username !== "" && { username }), ...(password !== "" && { password }) };
  const input = { code, id, name: member?.user.name ?? name, ...(member ? {} : account) };
  visitor.headers.set("idempotency-key", witness);
  const result = await run(visitor, "invite.accept", input);
  if (result.ok) return reply.redirect(result.data.roomId ? toRoomPath(result.data.roomId) : "/lite", 303);
  const { code: errorCode } = result.error;
  void reply.code(errorCodes[errorCode].status);
  const kind = password === "" ? "guest" : "member";
  const sent = canRetry(errorCode) ? { sent: { id, witness, kind } as const } : {};
  return sendJoin(visitor, code, { name, username, problem: toFailureText(words, result.error), ...sent });
}
