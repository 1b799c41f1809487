import type { Server as HttpServer, IncomingMessage, ServerOptions } from "node:http";
import type { Duplex } from "node:stream";
import type { Env } from "../env.ts";

const isWebSocket = ({ headers }: IncomingMessage) => /\bwebsocket\b/iu.test(headers.upgrade ?? "");

/** Node asks since 24.9 what to take for an upgrade; before that, it passes this over, as its types still do. */
export const upgradeOptions: ServerOptions = Object.assign({} as ServerOptions, { shouldUpgradeCallback: isWebSocket });

/**
 * What becomes of a request that asks for another protocol, but for those that Socket.IO takes and, in development, Next's
 * hot reload. A WebSocket is closed. Any other wish is passed over, as HTTP lets a server do (RFC 9110, section 7.8):
 * libraries offer `h2c` by themselves, Java's for one, and are content with an answer over HTTP/1.1.
 */
export function mountUpgrades(server: HttpServer, { NODE_ENV }: Env): void {
  const taken = ["/socket.io/", ...(NODE_ENV === "development" ? ["/_next/"] : [])];
  server.on("upgrade", (request, socket, head) => {
    if (taken.some((path) => request.url?.startsWith(path))) return;
    socket.on("error", () => socket.destroy());
    if (isWebSocket(request)) socket.destroy();
    else answerWithout(server, { request, socket, head });
  });
}

type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer };

/** What says that something else than HTTP/1.1 is wished for. */
const wishes = new Set(["connection", "upgrade", "http2-settings"]);

/**
 * Has the server read the request once more, without the wish: Node took it from its parser, body and all, because
 * somebody listens for upgrades. The connection ends with the answer, so that nobody makes it come by here again and again.
 */
function answerWithout(server: HttpServer, { request, socket, head }: Upgrade): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, index, all) =>
    index % 2 === 1 || wishes.has(name.toLowerCase()) ? [] : `${name}: ${all[index + 1]}`,
  );
  const lines = [`${method} ${url} HTTP/${httpVersion}`, ...headers, "Connection: close", "", ""];
  socket.unshift(Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), head]));
  server.emit("connection", socket);
}
