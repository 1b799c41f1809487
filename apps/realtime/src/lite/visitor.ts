import {
  CommandError,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Result,
  type User,
} from "@hiroba/protocol";
import { parseCookies } from "better-auth/cookies";
import type { FastifyReply, FastifyRequest } from "fastify";
import { toCredentialKey } from "../authentication/credentials.ts";
import type { App, Caller } from "../context.ts";
import { isAllowedOrigin } from "../transports/origin.ts";
import { runCommand, toHeaders } from "../transports/request.ts";
import { createFormToken, isFormToken, STRANGER_COOKIE, toStranger, toStrangerCookie } from "./form-token.ts";
import { pickWords, type Words } from "./words.ts";

/** Whoever asks for a page: their language, who they are if anybody, and the token for the forms they get. */
export type Visitor = {
  app: App;
  request: FastifyRequest;
  reply: FastifyReply;
  /** The request's headers, as commands get them. */
  headers: Headers;
  words: Words;
  member: Member | null;
  formToken: string;
};

/** Somebody signed in. */
export type Member = { caller: Caller; user: User };
export type MemberVisitor = Visitor & { member: Member };

/** Recognises the visitor. A stranger without our cookie is given one, so that they can send a form. */
export async function meet(app: App, request: FastifyRequest, reply: FastifyReply): Promise<Visitor> {
  refuseForeignPage(request, app);
  const words = pickWords(request.headers["accept-language"]);
  const headers = toHeaders(request.headers);
  const caller = await app.authentication.authenticate({ headers });
  const member = caller && (await findMember(app, caller));
  const formToken = createFormToken(app.env.HIROBA_SECRET, member ? toCredentialKey(member.caller) : greetStranger());
  return { app, request, reply, headers, words, member, formToken };

  function greetStranger(): string {
    const { binding, isNew } = readStranger(request);
    if (isNew) void reply.header("set-cookie", toStrangerCookie(binding, app.env));
    return binding;
  }
}

/**
 * Refuses a page to another site. A link may lead here from anywhere; what such a site fetches or frames by itself it could
 * not read, but it would count as read and hold a place for as long as it lasts.
 */
function refuseForeignPage({ method, headers }: FastifyRequest, { env }: App): void {
  // A form is asked for its token.
  if (method === "POST") return;
  const { "sec-fetch-site": site, "sec-fetch-dest": destination = "document" } = headers;
  const isFetched = (site === "cross-site" || site === "same-site") && destination !== "document";
  const isOwn = isAllowedOrigin({ ...headers, cookie: undefined }, env);
  if (isOwn && !isFetched) return;
  throw new CommandError("FORBIDDEN", "This page is asked for by another site.", { reason: "origin" });
}

async function findMember(app: App, caller: Caller): Promise<Member | null> {
  // Another node may have let them in a moment ago.
  if (!app.directory.user(caller.userId)) await app.tail.catchUp();
  const user = app.directory.user(caller.userId);
  return user && !user.deactivated ? { caller, user } : null;
}

/** Refuses strangers. */
export function requireMember(visitor: Visitor): MemberVisitor {
  const { member } = visitor;
  if (!member) throw new CommandError("UNAUTHENTICATED", "Sign in.");
  return { ...visitor, member };
}

/** Refuses a form that did not come from a page that was made for this browser. */
export function refuseForeignForm({ app, request, member }: Visitor, token: string): void {
  const site = request.headers["sec-fetch-site"];
  // Asked without its cookie: whether the cookie may be used is what the token is for.
  const isOwn = isAllowedOrigin({ ...request.headers, cookie: undefined }, app.env);
  if (!isOwn || site === "cross-site" || site === "same-site") {
    throw new CommandError("FORBIDDEN", "This form comes from another site.", { reason: "origin" });
  }
  const binding = member ? toCredentialKey(member.caller) : readStranger(request).binding;
  if (!isFormToken(token, app.env.HIROBA_SECRET, binding)) {
    throw new CommandError("FORBIDDEN", "This form is not of this session.", { reason: "form" });
  }
}

function readStranger(request: FastifyRequest): ReturnType<typeof toStranger> {
  return toStranger(parseCookies(request.headers.cookie ?? "").get(STRANGER_COOKIE));
}

/** Runs a command as the visitor, the same way as every other transport. */
export async function run<Name extends CommandName>(
  visitor: Visitor,
  name: Name,
  input: CommandInput<Name>,
): Promise<Result<CommandOutput<Name>>> {
  const result = await runCommand({ ...visitor, caller: visitor.member?.caller ?? null }, name, input);
  // The dispatcher answers what the command's own handler returned.
  return result as Result<CommandOutput<Name>>;
}

/** Like `run`, for what is the visitor's own page when it is refused. */
export async function mustRun<Name extends CommandName>(
  visitor: Visitor,
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandOutput<Name>> {
  const result = await run(visitor, name, input);
  if (result.ok) return result.data;
  const { code, message, details } = result.error;
  throw new CommandError(code, message, details);
}
