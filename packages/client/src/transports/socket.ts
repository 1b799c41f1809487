import {
  type CommandName,
  type EventPage,
  type Hello,
  PROTOCOL_VERSION,
  type Result,
  type Signal,
} from "@hiroba/protocol";
import { io, type Socket } from "socket.io-client";
import { toFailure, toParting, toUnavailable } from "../failures.ts";
import { createWatch } from "../watch.ts";
import { clientHeader, toBase } from "./http.ts";
import { type LinkEvents, type LinkStart, type OpenLink, SILENCE_MS, type Traffic } from "./link.ts";

type FromServer = {
  hello: (hello: Hello) => void;
  events: (page: EventPage) => void;
  signal: (signal: Signal) => void;
};
type ToServer = Record<CommandName, (input: unknown, answer: (result: Result<unknown>) => void) => void>;

type SocketOptions = {
  url: string;
  token?: string | undefined;
  transport: "websocket" | "polling";
  count(traffic: Partial<Traffic>): void;
};

/**
 * Socket.IO over one transport. Its own reconnection and upgrade are off: the ladder decides when to connect again and
 * over what, and the cursor replaces its session recovery.
 */
export function createSocketTransport(options: SocketOptions): OpenLink {
  return (start, events) => {
    const socket = createSocket(options, start);
    let isDone = false;
    const end: LinkEvents["handleEnd"] = (reason) => {
      if (isDone) return;
      close();
      events.handleEnd(reason);
    };
    const watch = createWatch(SILENCE_MS, () => end({ cause: "stalled", failure: null }));
    const close = () => {
      isDone = true;
      watch.stop();
      socket.removeAllListeners();
      socket.disconnect();
    };
    socket.on("hello", events.handleHello);
    socket.on("events", events.handlePage);
    socket.on("signal", events.handleSignal);
    socket.on("connect_error", (error) => end({ cause: "failed", failure: toRefusal(error) }));
    socket.on("disconnect", (reason) => {
      // The server's own word is nothing to blame the transport for.
      end({ cause: "dropped", failure: reason === "io server disconnect" ? toParting() : null });
    });
    socket.connect();
    const note = () => {
      watch.note();
      events.handleBytes();
    };
    countTraffic(socket, { count: options.count, note });
    return {
      call: (name, input, timeoutMs) => call(socket, { name, input, timeoutMs }),
      close,
    };
  };
}

function createSocket(
  { url, token, transport }: SocketOptions,
  { since, limit }: LinkStart,
): Socket<FromServer, ToServer> {
  const base = toBase(url);
  return io(base.origin, {
    path: `${base.pathname}socket.io`,
    transports: [transport],
    upgrade: false,
    auth: { protocol: PROTOCOL_VERSION, ...(token && { token }), ...(since && { since }), ...(limit && { limit }) },
    extraHeaders: clientHeader,
    withCredentials: true,
    reconnection: false,
    forceNew: true,
    autoConnect: false,
  });
}

type Call = { name: CommandName; input: unknown; timeoutMs: number };

async function call(socket: Socket<FromServer, ToServer>, { name, input, timeoutMs }: Call): Promise<Result<unknown>> {
  if (!socket.connected) return { ok: false, error: toUnavailable("closed", "The connection is closed") };
  try {
    return await socket.timeout(timeoutMs).emitWithAck(name, input);
  } catch (error) {
    // It rejects when the time is up and when the socket closes before the answer.
    return { ok: false, error: toUnavailable(socket.connected ? "timeout" : "closed", String(error)) };
  }
}

/** The middleware on the server puts its refusal into `data`. */
function toRefusal(error: Error & { data?: unknown }) {
  return toFailure(error.data) ?? null;
}

type Listening = { count(traffic: Partial<Traffic>): void; note(): void };

/** Engine.IO tells of every packet, pings among them; a packet is its payload and one character for its type. */
function countTraffic(socket: Socket<FromServer, ToServer>, { count, note }: Listening): void {
  const { engine } = socket.io;
  engine.on("packet", ({ data }) => {
    note();
    count({ bytesIn: toLength(data) + 1 });
  });
  engine.on("packetCreate", ({ data }) => count({ bytesOut: toLength(data) + 1 }));
  count({ requests: 1 });
  if (engine.transport.name !== "polling") return;
  engine.on("flush", () => count({ requests: 1 }));
  engine.transport.on("pollComplete", () => count({ requests: 1 }));
}

function toLength(payload: unknown): number {
  return typeof payload === "string" ? new TextEncoder().encode(payload).length : 0;
}
