import type { Id } from "@hiroba/protocol";
import type { Caller, Context } from "../context.ts";
import type { Browser, NewSession } from "../sessions/session-writes.ts";

/** The browser that sent a command, for opening a session in it. */
export function toBrowser({ request, caller }: Context<Caller | null>): Browser {
  return { ip: request.ip, headers: request.headers, replaces: caller?.sessionId ?? null };
}

/** Gives the browser the cookie of a session that has just been opened for it. */
export async function signBrowserIn({ app, reply }: Context<Caller | null>, session: NewSession): Promise<Id> {
  // The dispatcher lets commands that set cookies through over HTTP only.
  if (!reply) throw new Error("There is no answer to put a cookie into.");
  await app.authentication.giveCookie(reply, session);
  return session.userId;
}
