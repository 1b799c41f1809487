import type { Database } from "@hiroba/prisma/client";
import type { Envelope } from "@hiroba/protocol";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { App, Caller } from "../context.ts";
import type { Env } from "../env.ts";
import type { Appender } from "../log/append.ts";
import type { NewSession } from "../sessions/session-writes.ts";
import { type Attempts, createAttempts } from "./attempts.ts";
import { createBetterAuth, type SignIn, toCookieName } from "./better-auth.ts";
import { createCallers } from "./callers.ts";
import { type Credentials, toProof } from "./credentials.ts";
import { mountRoutes } from "./routes.ts";
import { createSignIn, isSignedInAt } from "./sign-in.ts";
import { sweep } from "./sweep.ts";

/** Who is asking, and how a browser comes to be somebody. */
export type Authentication = {
  /** Whose credentials these are; null for none and for bad ones. A bad token is not passed over for a good cookie. */
  authenticate(credentials: Credentials): Promise<Caller | null>;
  /**
   * Whether what the caller proved themselves with has ended lately. To be asked, without awaiting anything in between,
   * after a connection has been added to those that are closed when it ends.
   */
  hasEnded(caller: Caller): boolean;
  /** To be told of every event of the log, so that what ends is refused at once (L15). */
  onLogEntry(envelope: Envelope): void;
  /** Opens a session for username and password, as `POST /api/auth/sign-in/username` does. Throws `CommandError`. */
  signIn: SignIn;
  /** Counts guesses of passwords, for other commands that ask for one. */
  attempts: Attempts;
  /** Adds the cookie of a session to an answer. */
  giveCookie(reply: { headers: Headers }, session: NewSession): Promise<void>;
  /** Takes the browser's session cookie away. */
  takeCookie(reply: { headers: Headers }): Promise<void>;
  /** Serves `/api/auth/*`. */
  mount(fastify: FastifyInstance, app: App): void;
  close(): void;
};

const SWEEP_MS = 10 * 60_000;

export type AuthenticationParts = { env: Env; db: Database; log: Appender; logger: Logger };

/** Starts authentication for one node. */
export function createAuthentication({ env, db, log, logger }: AuthenticationParts): Authentication {
  const cookieName = toCookieName(env);
  const attempts = createAttempts((username, address) => isSignedInAt(db.pool, username, address));
  const openSession = createSignIn({ pool: db.pool, log, attempts });

  const authenticate = async (credentials: Credentials) => {
    const proof = toProof(credentials, cookieName);
    if (proof?.kind === "token") return callers.byToken(proof.secret);
    return proof?.kind === "cookie" ? callers.bySession(proof.value) : null;
  };
  const signIn: SignIn = async (input, { ip, headers }) => {
    const present = await authenticate({ headers });
    return openSession(input, { ip, headers, replaces: present?.sessionId ?? null });
  };

  const auth = createBetterAuth({ env, db, logger, signIn });
  const callers = createCallers(db.pool, async (value) => {
    const headers = new Headers({ cookie: `${cookieName}=${encodeURIComponent(value)}` });
    return (await auth.api.readCookie({ headers })).token;
  });
  const renew = async (headers: Headers) => {
    const renewed = await auth.api.getSession({ headers, returnHeaders: true });
    return renewed.headers.getSetCookie();
  };

  const timer = setInterval(() => {
    sweep({ pool: db.pool, log }).catch((error: unknown) => logger.warn({ err: error }, "Sweeping sessions failed."));
  }, SWEEP_MS).unref();

  return {
    authenticate,
    hasEnded: callers.hasEnded,
    onLogEntry: callers.onLogEntry,
    signIn,
    attempts,
    giveCookie: async (reply, { token }) => {
      const { headers } = await auth.api.giveCookie({ body: { token }, returnHeaders: true });
      appendCookies(reply.headers, headers);
    },
    takeCookie: async (reply) => {
      const { headers } = await auth.api.takeCookie({ returnHeaders: true });
      appendCookies(reply.headers, headers);
    },
    mount: (fastify, app) => mountRoutes(fastify, app, { handle: auth.handler, renew }),
    close: () => clearInterval(timer),
  };
}

function appendCookies(target: Headers, source: Headers): void {
  for (const cookie of source.getSetCookie()) target.append("set-cookie", cookie);
}
