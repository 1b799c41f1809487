import { errorCodes } from "@hiroba/protocol";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { toFailure } from "../dispatch.ts";
import { html } from "../pages/html.ts";
import { toFailureText } from "./failures.ts";
import { parseNext } from "./paths.ts";
import { sendLite, toProblem, toTokenField } from "./shell.ts";
import { mustRun, refuseForeignForm, run, type Visitor } from "./visitor.ts";

const formSchema = z.object({
  token: z.string().default(""),
  username: z.string().max(200).catch(""),
  password: z.string().max(1_000).catch(""),
  next: z.string().default(""),
});

type Typed = { next: string; username?: string; problem?: string };

/** The form to sign in with, where somebody is asked for. */
export async function sendSignIn(visitor: Visitor, { next, username = "", problem }: Typed): Promise<FastifyReply> {
  const { words } = visitor;
  const { setUp, name } = await mustRun(visitor, "workspace.status", {});
  const title = setUp ? words.signInTo(name ?? "Hiroba") : "Hiroba";
  const form = html`<form method="post" action="/lite/sign-in" accept-charset="utf-8" target="_top" class="card">
${toTokenField(visitor)}<input type="hidden" name="next" value="${next}">
<p><label for="username">${words.username}</label><br>
<input id="username" name="username" value="${username}" required autocomplete="username" autocapitalize="none"></p>
<p><label for="password">${words.password}</label><br>
<input id="password" name="password" type="password" required autocomplete="current-password"></p>
<p><button type="submit">${words.signIn}</button></p>
</form>`;
  const body = html`<main class="door"><h1>${title}</h1>
${toProblem(problem ?? null)}${setUp ? form : html`<p>${words.notSetUp}</p>`}</main>`;
  return sendLite(visitor, { title, body, kind: "frame" });
}

/** Signs in as `POST /api/auth/sign-in/username` does, with the same counting of attempts. */
export async function handleSignIn(visitor: Visitor): Promise<FastifyReply> {
  const { app, request, reply, headers, words } = visitor;
  const { token, username, password, next } = formSchema.parse(request.body ?? {});
  refuseForeignForm(visitor, token);
  const cookies = new Headers();
  try {
    const session = await app.authentication.signIn({ username, password }, { ip: request.ip, headers });
    await app.authentication.giveCookie({ headers: cookies }, session);
  } catch (error) {
    const failure = toFailure(app, error, { requestId: request.id, name: "sign-in" });
    void reply.code(errorCodes[failure.code].status);
    return sendSignIn(visitor, { next, username, problem: toFailureText(words, failure) });
  }
  for (const cookie of cookies.getSetCookie()) void reply.header("set-cookie", cookie);
  return reply.redirect(parseNext(next), 303);
}

/** Signs this browser out. */
export async function handleSignOut(visitor: Visitor): Promise<FastifyReply> {
  const { token } = formSchema.parse(visitor.request.body ?? {});
  refuseForeignForm(visitor, token);
  if (visitor.member) await run(visitor, "session.signOut", {});
  return visitor.reply.redirect("/lite", 303);
}
