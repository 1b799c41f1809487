import type { CommandName, Result } from "@hiroba/protocol";
import { io, type Socket } from "socket.io-client";
import { type Actor, actors, type Person } from "./actors.ts";
import type { World } from "./world.ts";

/** What proves who somebody is. */
export const proofs = ["cookie", "token"] as const;
export type Proof = (typeof proofs)[number];

/** The headers of somebody's requests; `nobody` has nothing to show. Undefined for who has no such proof. */
export function toHeaders({ url, people }: World, actor: Actor, proof: Proof): Record<string, string> | undefined {
  if (actor === "nobody") return { origin: url };
  return toProof(people[actor], url, proof);
}

function toProof({ browser, token }: Person, url: string, proof: Proof): Record<string, string> | undefined {
  if (proof === "cookie") return { origin: url, cookie: browser.cookie ?? "" };
  return token === null ? undefined : { authorization: `Bearer ${token}` };
}

/** An answer as it came: its status (0 on a socket, where there are none) and its body, but for what differs each time. */
export type Answer = { status: number; body: string; result: Result<unknown> };

/** Asks over HTTP. */
export async function post(
  url: string,
  name: CommandName,
  { input, headers }: { input: unknown; headers: Record<string, string> },
): Promise<Answer> {
  const response = await fetch(`${url}/v1/commands/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(input),
  });
  const body = await response.text();
  return { status: response.status, body: withoutRequestId(body), result: JSON.parse(body) };
}

/** Asks over Socket.IO. */
export async function emit(socket: Socket, name: CommandName, input: unknown): Promise<Answer> {
  const result: Result<unknown> = await socket.timeout(10_000).emitWithAck(name, input);
  return { status: 0, body: withoutRequestId(JSON.stringify(result)), result };
}

function withoutRequestId(body: string): string {
  return body.replace(/"requestId":"[^"]*"/u, '"requestId":""');
}

/** What carries a Socket.IO connection. */
export const transports = ["websocket", "polling"] as const;
type Transport = (typeof transports)[number];

/** A way to ask. */
export type Way = { door: "HTTP" | Transport; proof: Proof };

export const ways: readonly Way[] = proofs.flatMap((proof) =>
  (["HTTP", ...transports] as const).map((door) => ({ door, proof })),
);

/** Opens a Socket.IO connection; rejects with the code of the refusal. */
export function openSocket(
  url: string,
  headers: Record<string, string>,
  transport: Transport = "websocket",
): Promise<Socket> {
  const options = { transports: [transport], forceNew: true, reconnection: false, extraHeaders: headers };
  const socket = io(url, options);
  return new Promise((resolve, reject) => {
    socket.once("hello", () => resolve(socket));
    socket.once("connect_error", (error: Error & { data?: { code: string } }) => {
      reject(new Error(error.data?.code ?? error.message));
    });
  });
}

/** A socket of everybody who gets one, by actor, proof and transport. */
export type Sockets = Map<string, Socket>;

export async function openSockets(world: World): Promise<Sockets> {
  const sockets: Sockets = new Map();
  for (const actor of actors.slice(2)) {
    for (const { door, proof } of ways) {
      const headers = toHeaders(world, actor, proof);
      if (headers && door !== "HTTP")
        sockets.set(`${actor} ${proof} ${door}`, await openSocket(world.url, headers, door));
    }
  }
  return sockets;
}
