import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A server that nobody may be led to: it counts the connections that it gets. */
export type Canary = { url: string; host: string; connections(): number; close(): void };

/** Listens on loopback. */
export async function startCanary(): Promise<Canary> {
  let connections = 0;
  const server = createServer((_, response) => response.end("a canary"));
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, connections: () => connections, close: () => void server.close() };
}

/** Sends a request by hand, as no client would write it, and returns what comes back until the other side is done. */
export async function speak(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const tcp = connect(Number(port), hostname);
  let said = "";
  tcp.setEncoding("latin1").on("error", () => undefined);
  tcp.on("data", (chunk: string) => {
    said += chunk;
    tcp.setTimeout(300, () => tcp.destroy());
  });
  tcp.setTimeout(1_500, () => tcp.destroy());
  tcp.write(request, "latin1");
  await once(tcp, "close");
  return said;
}
