import proxy from "@fastify/http-proxy";
import type { FastifyInstance } from "fastify";
import type { Env } from "../env.ts";

/**
 * Everything that no other route takes goes to apps/web. Upgrades never do: the web app has no use for them, and what is
 * not Socket.IO's is closed.
 */
export async function mountWeb(fastify: FastifyInstance, { HIROBA_WEB_URL }: Env): Promise<void> {
  if (HIROBA_WEB_URL === undefined) return;
  await fastify.register(proxy, {
    upstream: HIROBA_WEB_URL,
    httpMethods: ["GET", "HEAD"],
    websocket: false,
    replyOptions: {
      // The web app decides nothing about who somebody is, so it does not learn it.
      rewriteRequestHeaders: (_request, headers) => ({ ...headers, authorization: undefined }),
    },
  });
}
