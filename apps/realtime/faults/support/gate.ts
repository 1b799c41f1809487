import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { TransportName } from "@hiroba/client";

/** How a gate refuses: with a page of its own, or by never answering. */
export type Refusal = "refuses" | "swallows";

/** What stands in many offices: a proxy that speaks HTTP and lets some of it through. */
export type Gate = {
  url: string;
  /** From now on a transport does not get through, and what is open over it ends. */
  forbid(transport: TransportName, refusal: Refusal): void;
  allow(transport: TransportName): void;
  /** Whether a transport was tried while it was forbidden. */
  hasStopped(transport: TransportName): boolean;
  close(): Promise<void>;
};

/** Stands before a node on the loopback interface. */
export async function openGate(nodeUrl: string): Promise<Gate> {
  const { hostname, port } = new URL(nodeUrl);
  const forbidden = new Map<TransportName, Refusal>();
  const stopped = new Set<TransportName>();
  const open = new Map<Socket, TransportName | null>();

  /** Whether it may pass; where it may not, the refusal is given. */
  const isLetThrough = (incoming: IncomingMessage, refuse: () => void): boolean => {
    const transport = toTransport(incoming);
    const refusal = transport && forbidden.get(transport);
    open.set(incoming.socket, transport);
    if (transport && refusal) stopped.add(transport);
    if (refusal === "refuses") refuse();
    return !refusal;
  };

  const handle = (incoming: IncomingMessage, answer: ServerResponse) => {
    if (!isLetThrough(incoming, () => answer.writeHead(403).end("Not here."))) return;
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer).on("error", () => onward.destroy());
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    incoming.pipe(onward);
  };
  const upgrade = (incoming: IncomingMessage, near: Socket, head: Buffer) => {
    if (!isLetThrough(incoming, () => near.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n"))) return;
    const far = connect(Number(port), hostname, () => {
      far.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${toLines(incoming.rawHeaders)}\r\n`);
      far.write(head);
      near.setNoDelay(true).pipe(far.setNoDelay(true)).pipe(near);
    });
    far.on("error", () => near.destroy()).on("close", () => near.destroy());
    near.on("error", () => far.destroy()).on("close", () => far.destroy());
  };

  const server = createServer(handle).on("upgrade", upgrade);
  server.on("connection", (socket: Socket) => socket.once("close", () => open.delete(socket)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("A TCP server has a port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    forbid: (transport, refusal) => {
      forbidden.set(transport, refusal);
      for (const [socket, carried] of open) if (carried === transport) socket.destroy();
    },
    allow: (transport) => void forbidden.delete(transport),
    hasStopped: (transport) => stopped.has(transport),
    close: () => {
      for (const socket of open.keys()) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What a request belongs to; null for commands, snapshots and the like, which every transport needs. */
function toTransport({ url = "", headers }: IncomingMessage): TransportName | null {
  if (headers.upgrade !== undefined) return "websocket";
  if (url.startsWith("/socket.io/")) return "polling";
  if (!url.startsWith("/v1/events")) return null;
  if (headers.accept?.includes("text/event-stream")) return "sse";
  return url.includes("wait=0") ? "poll" : "long-poll";
}

function toLines(rawHeaders: readonly string[]): string {
  return rawHeaders.map((text, index) => (index % 2 ? `${text}\r\n` : `${text}: `)).join("");
}
