import type { IncomingHttpHeaders } from "node:http";
import { parseCookies } from "better-auth/cookies";
import { toCookieName } from "../authentication/better-auth.ts";
import type { Env } from "../env.ts";

/** The header that Hiroba's own browser code sends. Another site cannot without a preflight, which is never granted. */
export const CLIENT_HEADER = "x-hiroba-client";

/**
 * Whether a request may act with a browser's cookie. WebSocket is not subject to CORS, so this is asked on every
 * transport. `Origin` must be this server's own; `null` never is. Where a browser sends none (same-origin GET), the
 * request must show otherwise that it comes from our pages. Requests without our cookie prove themselves by a token;
 * cookies of others, such as a load balancer's, prove nothing. Beside HIROBA_URL the request's own Host is accepted.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, env: Env): boolean {
  const { origin } = headers;
  if (origin !== undefined) return isOwnOrigin(origin, headers.host, env.HIROBA_URL);
  if (!parseCookies(headers.cookie ?? "").has(toCookieName(env))) return true;
  return headers["sec-fetch-site"] === "same-origin" || headers[CLIENT_HEADER] !== undefined;
}

function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const { origin: normal, host: originHost } = new URL(origin);
  return originHost === host || (publicUrl !== undefined && normal === new URL(publicUrl).origin);
}
