import { type IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "socket.io";

/** What Socket.IO and this node read of the request that opened a connection, once it is open. */
type RequestKept = Pick<IncomingMessage, "headers" | "url"> & { _query: Record<string, string>; connection: object };
/** What Engine.IO passes to its middleware for an upgrade: it hangs on the line until that closes, its request with it. */
type UpgradeResponse = { req: IncomingMessage | null };

/**
 * Keeps of the request that opened a connection what is read of it later. Engine.IO keeps all of it for as long as the
 * connection lasts: streams, buffers and the headers twice, two kilobytes for everybody who is there and says nothing.
 */
export function keepLittleOfRequests({ engine }: Server): void {
  engine.use((_request: IncomingMessage, response: ServerResponse | UpgradeResponse, next: () => void) => {
    if (!(response instanceof ServerResponse)) response.req = null;
    next();
  });
  engine.on("connection", (connection: { request: RequestKept }) => {
    const { headers, url, _query } = connection.request;
    connection.request = { headers, url, _query, connection: {} };
  });
}
