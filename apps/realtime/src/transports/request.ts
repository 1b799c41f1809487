import type { IncomingHttpHeaders } from "node:http";
import { CommandError, errorCodes, PROTOCOL_VERSION, type Result } from "@hiroba/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import { accessAccount } from "../access.ts";
import type { App, Caller } from "../context.ts";
import { dispatch } from "../dispatch.ts";
import { CLIENT_HEADER, isAllowedOrigin } from "./origin.ts";

/** Whom a request is for, where its sender says so. */
const USER_HEADER = "x-hiroba-user";

/** Node's headers as the web's. */
export function toHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) result.append(name, one);
  }
  return result;
}

/** The person's address, which HTTP requests have as `ip`: what the last of our own proxies saw, or who connected. */
export function toAddress({ headers }: { headers: IncomingHttpHeaders }, connected: string, proxies: number): string {
  const named = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter(Boolean);
  const addresses = [connected, ...named.reverse()];
  return addresses[Math.min(proxies, named.length)] ?? connected;
}

/** Who sent an HTTP request; null when nobody is signed in. Throws when the request may not use its cookie, or is for another. */
export async function readCaller(
  app: App,
  request: FastifyRequest,
  headers: Headers = toHeaders(request.headers),
): Promise<Caller | null> {
  if (!isAllowedOrigin(request.headers, app.env)) {
    throw new CommandError("FORBIDDEN", "This request comes from another site.", { reason: "origin" });
  }
  refuseOutdated(request.headers[CLIENT_HEADER]);
  const caller = await app.authentication.authenticate({ headers });
  refuseForAnother(request.headers[USER_HEADER], caller);
  return caller;
}

/** Of a browser whose session has become another's, what goes on asking for the one before gets nothing, and does nothing. */
function refuseForAnother(userId: string | string[] | undefined, caller: Caller | null): void {
  if (userId === undefined || caller === null || userId === caller.userId) return;
  throw new CommandError("UNAUTHENTICATED", "Somebody else is signed in here by now.", { reason: "person" });
}

/** Hiroba's own clients say which protocol they speak; other programs need not. */
function refuseOutdated(version: string | string[] | undefined): void {
  if (version === undefined || version === String(PROTOCOL_VERSION)) return;
  throw new CommandError("PROTOCOL_OUTDATED", `This server speaks protocol ${PROTOCOL_VERSION}.`);
}

/** Like `readCaller`, but refuses strangers. */
export async function requireCaller(app: App, request: FastifyRequest): Promise<Caller> {
  return (await accessAccount(app, await readCaller(app, request))).caller;
}

/**
 * Refuses to hold an answer open that stands behind another one on its connection, as it does for a client that asks ahead.
 * It could say nothing before that other one has ended, and Node does not tell it when the connection closes: what it
 * holds would never be let go of.
 */
export function refuseBehindAnother({ raw }: FastifyReply): void {
  if (raw.socket) return;
  throw new CommandError("UNAVAILABLE", "Another answer is to come over this connection: ask over one of its own.");
}

type CommandRequest = {
  app: App;
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller | null;
  headers: Headers;
};

/** Runs a command that came over HTTP; its cookies go into the answer. */
export async function runCommand(
  { app, request, reply, caller, headers }: CommandRequest,
  name: string,
  input: unknown,
): Promise<Result<unknown>> {
  const cookies = new Headers();
  const context = {
    app,
    caller,
    request: { id: request.id, ip: request.ip, headers, connectionId: null },
    reply: { headers: cookies },
  };
  const result = await dispatch(context, name, input);
  for (const cookie of cookies.getSetCookie()) void reply.header("set-cookie", cookie);
  return result;
}

/** Answers a command's result with the fitting status, and `retry-after` where the client should wait. */
export function sendResult(reply: FastifyReply, result: Result<unknown>): FastifyReply {
  if (result.ok) return reply.send(result);
  const { retryAfter } = result.error.details;
  if (typeof retryAfter === "number") void reply.header("retry-after", retryAfter);
  return reply.code(errorCodes[result.error.code].status).send(result);
}
