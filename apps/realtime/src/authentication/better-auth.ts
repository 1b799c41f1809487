import type { Database } from "@hiroba/prisma/client";
import { CommandError, errorCodes, type Id, newId } from "@hiroba/protocol";
import type { AuthContext } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthEndpoint, formCsrfMiddleware } from "better-auth/api";
import { expireCookie } from "better-auth/cookies";
import { betterAuth } from "better-auth/minimal";
import type { Logger } from "pino";
import { z } from "zod";
import type { Env } from "../env.ts";
import { type NewSession, SESSION_DAYS } from "../sessions/session-writes.ts";

/*
 * better-auth, as far as it is used: it signs, reads and renews the session cookie, checks where a sign-in comes from,
 * and is where further ways to sign in will plug in. It opens and ends no sessions and changes no people: that is done
 * in one write each, through the log (rule L14), so that every node hears of it and nothing is half done.
 */

/** Where the routes tell the endpoints the person's address, in place of whatever a client sent under this name. */
export const ADDRESS_HEADER = "x-hiroba-address";
/** Where all requests to better-auth come from and go to: who may ask is judged before, by where they really come from. */
export const ORIGIN = "http://localhost";

export type SignIn = (
  input: { username: string; password: string },
  browser: { ip: string; headers: Headers },
) => Promise<NewSession>;

export type BetterAuthParts = { env: Env; db: Database; logger: Logger; signIn: SignIn };

/**
 * `__Host-` binds the cookie to this very host over https: no other subdomain can plant one. Over plain http, which is
 * what a server in a home or office speaks, browsers refuse both that name and `Secure`.
 */
export function toCookieName(env: Env): string {
  return isSecure(env) ? "__Host-hiroba_session" : "hiroba_session";
}

function isSecure({ HIROBA_URL }: Env): boolean {
  return HIROBA_URL?.startsWith("https:") ?? false;
}

export function createBetterAuth({ env, db, logger, signIn }: BetterAuthParts) {
  return betterAuth({
    appName: "Hiroba",
    basePath: "/api/auth",
    ...(env.HIROBA_URL && { baseURL: env.HIROBA_URL }),
    secret: env.HIROBA_SECRET,
    database: prismaAdapter(db.prisma, { provider: "postgresql" }),
    trustedOrigins: [ORIGIN],
    telemetry: { enabled: false },
    // Counted by ourselves, inside the endpoint, where no spelling of the path leads around it.
    rateLimit: { enabled: false },
    session: { expiresIn: SESSION_DAYS * 86_400, updateAge: 86_400 },
    // It would delete what has expired behind the log's back; `sweep.ts` ends those.
    databaseHooks: { session: { delete: { before: async () => false } } },
    advanced: {
      database: { generateId: () => newId() },
      // Said aloud, because both are off by default where NODE_ENV is "test".
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: toCookieName(env),
          attributes: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(env) },
        },
      },
    },
    // To our own error handler, which knows an outage: its router answers 500 to all that it does not expect, and writes it
    // to the console, past the log's redaction.
    onAPIError: { throw: true },
    // Without a level: with one, its router writes refusals to the console as well, in the words of whoever sent them.
    logger: {
      log: (level, message, ...details: unknown[]) => {
        const err = details.find((detail) => detail instanceof Error);
        logger[level === "error" ? "warn" : "debug"]({ err, said: message }, "better-auth spoke.");
      },
    },
    plugins: [{ id: "hiroba", endpoints: createEndpoints(signIn) }],
  });
}

function createEndpoints(signIn: SignIn) {
  const credentials = z.strictObject({ username: z.string().max(200), password: z.string().max(1_000) });
  const token = z.object({ token: z.string() });
  return {
    signInUsername: createAuthEndpoint(
      "/sign-in/username",
      {
        method: "POST",
        body: credentials,
        requireHeaders: true,
        use: [formCsrfMiddleware],
        metadata: { noStore: true },
      },
      async (ctx) => {
        const browser = { ip: ctx.headers.get(ADDRESS_HEADER) ?? "", headers: ctx.headers };
        const session = await signIn(ctx.body, browser).catch((error: unknown) => Promise.reject(toApiError(error)));
        await ctx.setSignedCookie(...toCookie(ctx.context, session.token));
        return ctx.json<{ userId: Id }>({ userId: session.userId });
      },
    ),
    /** The token in a session cookie, if its signature is ours. */
    readCookie: createAuthEndpoint.serverOnly({ method: "GET", requireHeaders: true }, async (ctx) => {
      return {
        token: (await ctx.getSignedCookie(ctx.context.authCookies.sessionToken.name, ctx.context.secret)) || null,
      };
    }),
    giveCookie: createAuthEndpoint.serverOnly({ method: "POST", body: token }, async (ctx) => {
      await ctx.setSignedCookie(...toCookie(ctx.context, ctx.body.token));
    }),
    takeCookie: createAuthEndpoint.serverOnly({ method: "POST" }, async (ctx) => {
      expireCookie(ctx, ctx.context.authCookies.sessionToken);
    }),
  };
}

function toCookie(
  { secret, authCookies: { sessionToken } }: Pick<AuthContext, "secret" | "authCookies">,
  token: string,
) {
  return [sessionToken.name, token, secret, sessionToken.attributes] as const;
}

function toApiError(error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const { code, message, details } = error;
  return new APIError(errorCodes[code].status, { code, message, details });
}
