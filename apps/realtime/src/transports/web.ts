import type { Server as HttpServer, IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import proxy from "@fastify/http-proxy";
import type { FastifyInstance } from "fastify";
import { toCookieName } from "../authentication/better-auth.ts";
import type { Env } from "../env.ts";

/**
 * Everything that no other route takes goes to apps/web. Upgrades never do: the web app has no use for them, and what is
 * not Socket.IO's is closed.
 */
export async function mountWeb(fastify: FastifyInstance, env: Env): Promise<void> {
  const { HIROBA_WEB_URL } = env;
  if (HIROBA_WEB_URL === undefined) return;
  await fastify.register(proxy, {
    upstream: HIROBA_WEB_URL,
    httpMethods: ["GET", "HEAD"],
    websocket: false,
    // It would write the address of every page, and some are secrets: invite and device links.
    disableRequestLogging: true,
    replyOptions: {
      rewriteRequestHeaders: (_request, headers) => withoutProofs(headers, toCookieName(env)),
    },
  });
}

/** The web app decides nothing about who somebody is, so it does not learn it. Other cookies are its own choices. */
function withoutProofs(headers: IncomingHttpHeaders, sessionCookie: string): IncomingHttpHeaders {
  const cookies = (headers.cookie ?? "").split(/;\s*/u);
  const cookie = cookies.filter((pair) => pair !== "" && !pair.startsWith(`${sessionCookie}=`)).join("; ");
  return { ...headers, authorization: undefined, cookie: cookie || undefined };
}

/** In development alone: the WebSocket of Next's hot reload, without which its pages do not come to life. */
export function mountHotReload(server: HttpServer, { NODE_ENV, HIROBA_WEB_URL }: Env): void {
  if (NODE_ENV !== "development" || HIROBA_WEB_URL === undefined) return;
  const { hostname, port } = new URL(HIROBA_WEB_URL);
  server.on("upgrade", (request, socket, head) => {
    if (!request.url?.startsWith("/_next/")) return;
    const upstream = connect(Number(port), hostname, () => {
      const lines = request.rawHeaders.flatMap((name, index, all) => (index % 2 ? [] : `${name}: ${all[index + 1]}`));
      upstream.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
}
