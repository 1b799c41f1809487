import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that writes down what reaches it. */
export type Canary = {
  url: string;
  port: number;
  heard: Pick<IncomingMessage, "method" | "url" | "headers">[];
  close(): void;
};

/** Listens on loopback; answers everything with a page, in the place of the web app or of something that nobody may reach. */
export async function startCanary(): Promise<Canary> {
  const heard: Canary["heard"] = [];
  const server = createServer((request, response) => {
    heard.push(request);
    response.setHeader("content-type", "text/html").end("<p>a canary</p>");
  });
  server.on("upgrade", (request, socket) => {
    heard.push(request);
    socket.destroy();
  });
  server.on("connection", (socket) => socket.on("error", () => socket.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, port, heard, close };
}
