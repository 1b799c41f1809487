import { CommandError, type ErrorCode, errorCodes, failureSchema, type Result } from "@hiroba/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuseEnded } from "../access.ts";
import type { App } from "../context.ts";
import { isAllowedOrigin } from "../transports/origin.ts";
import { sendResult, toHeaders } from "../transports/request.ts";
import { ADDRESS_HEADER, ORIGIN } from "./better-auth.ts";

/** What the routes need of better-auth. */
export type Endpoints = {
  handle(request: Request): Promise<Response>;
  /** Renews the session's cookie when it is due. */
  renew(headers: Headers): Promise<string[]>;
};

const PREFIX = "/api/auth";
const SIGN_IN = "/sign-in/username";

/**
 * Mounts `/api/auth`, answering `Result` as commands do. The paths that exist are listed here, rather than those that do
 * not: whatever else better-auth offers, now or in a later version, is not reachable, however its path is spelled.
 */
export function mountRoutes(fastify: FastifyInstance, app: App, endpoints: Endpoints): void {
  fastify.register(
    (scope, _options, done) => {
      // The body goes to better-auth as it came.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", { parseAs: "string", bodyLimit: 8_192 }, (_request, body, next) =>
        next(null, body),
      );
      scope.addHook("onRequest", async (request, reply) => {
        void reply.header("cache-control", "no-store");
        if (isAllowedOrigin(request.headers, app.env) && request.headers["sec-fetch-site"] !== "cross-site") return;
        throw new CommandError("FORBIDDEN", "This request comes from another site.", { reason: "origin" });
      });

      scope.post(SIGN_IN, async (request, reply) => {
        const response = await endpoints.handle(toWebRequest(request));
        for (const cookie of response.headers.getSetCookie()) void reply.header("set-cookie", cookie);
        return sendResult(reply, await toResult(response, request.id));
      });

      scope.get("/get-session", async (request, reply) => {
        const headers = toHeaders(request.headers);
        const caller = await app.authentication.authenticate({ headers });
        if (!caller?.sessionId) return sendResult(reply, { ok: true, data: { userId: null } });
        const { userId } = caller;
        await app.rateLimits.consume("read", userId);
        const cookies = await app.turns.run(userId, () => {
          refuseEnded(app, caller);
          return endpoints.renew(headers);
        });
        for (const cookie of cookies) void reply.header("set-cookie", cookie);
        return sendResult(reply, { ok: true, data: { userId } });
      });

      scope.all("/*", async () => {
        throw new CommandError("NOT_FOUND", "There is no such path.");
      });
      done();
    },
    { prefix: PREFIX },
  );
}

/**
 * The request as better-auth gets it, which picks what to do by the address alone. The address is ours: one put together
 * with the Host, which may hold anything, a path too, led to whatever else better-auth offers.
 */
function toWebRequest(request: FastifyRequest): Request {
  const headers = toHeaders(request.headers);
  headers.set(ADDRESS_HEADER, request.ip);
  // Where the request comes from was judged above. better-auth judges again, and would take programs for forms of other
  // sites: they have no origin, and some send a cookie, or say how they fetch.
  headers.set("origin", ORIGIN);
  const body = typeof request.body === "string" ? request.body : "";
  return new Request(`${ORIGIN}${PREFIX}${SIGN_IN}`, { method: "POST", headers, body });
}

/** better-auth's answers, and its own refusals, in the contract's words. */
async function toResult(response: Response, requestId: string): Promise<Result<unknown>> {
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return { ok: true, data: body };
  const { data: said } = failureSchema.pick({ message: true }).safeParse(body);
  const { data: ours } = failureSchema.pick({ code: true, details: true }).safeParse(body);
  const { code, details } = ours ?? { code: toCode(response.status), details: {} };
  return { ok: false, error: { code, message: said?.message ?? "The request was refused.", details, requestId } };
}

function toCode(status: number): ErrorCode {
  const fitting = Object.entries(errorCodes).find(([, error]) => error.status === status);
  if (fitting) return fitting[0] as ErrorCode;
  return status < 500 ? "INVALID_INPUT" : "INTERNAL";
}
