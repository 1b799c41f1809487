import type { IncomingHttpHeaders } from "node:http";

/** The header that Hiroba's own browser code sends. Another site cannot without a preflight, which is never granted. */
export const CLIENT_HEADER = "x-hiroba-client";

/**
 * Whether a request may act with a browser's cookie. WebSocket is not subject to CORS, so this is asked on every
 * transport. `Origin` must be this server's own; `null` never is. Where a browser sends none (same-origin GET), the
 * request must show otherwise that it comes from our pages. Requests without a cookie prove themselves by a token.
 *
 * @param publicUrl HIROBA_URL; the request's own Host is accepted beside it.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  const { origin } = headers;
  if (origin !== undefined) return isOwnOrigin(origin, headers.host, publicUrl);
  if (headers.cookie === undefined) return true;
  return headers["sec-fetch-site"] === "same-origin" || headers[CLIENT_HEADER] !== undefined;
}

function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const { origin: normal, host: originHost } = new URL(origin);
  return originHost === host || (publicUrl !== undefined && normal === new URL(publicUrl).origin);
}
