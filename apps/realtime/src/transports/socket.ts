import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import {
  CommandError,
  handshakeSchema,
  type Id,
  limits,
  newId,
  PROTOCOL_VERSION,
  type Result,
  readCursor,
} from "@hiroba/protocol";
import { parseCookies } from "better-auth/cookies";
import { Server, type Socket } from "socket.io";
import { accessAccount } from "../access.ts";
import { toCookieName } from "../authentication/better-auth.ts";
import type { App, Caller } from "../context.ts";
import { dispatch, toFailure } from "../dispatch.ts";
import { toHello } from "../hello.ts";
import type { Connection } from "../hub.ts";
import { coalesceWrites } from "./coalesce.ts";
import { isAllowedOrigin } from "./origin.ts";
import { jsonParser, sendPage } from "./packets.ts";
import { toAddress, toHeaders } from "./request.ts";
import { keepLittleOfRequests } from "./request-kept.ts";

/** More than a packet has beside a command's input: its type, the number of its acknowledgement, the command's name. */
const FRAME_BYTES = 256;

/**
 * Socket.IO over WebSocket and HTTP polling. Promises: a connection is authenticated before it hears anything, hears
 * `hello`, then what it missed, then what comes, in order (L6, L7); it is closed with what opened it (L15) and when it
 * does not read (L13). Connection state recovery is off: the cursor replaces it.
 */
export function mountSocket(server: HttpServer, app: App): { close(): Promise<void> } {
  const io = new Server(server, {
    path: "/socket.io",
    serveClient: false,
    transports: ["polling", "websocket"],
    maxHttpBufferSize: limits.commandBytes + FRAME_BYTES,
    // A half-open connection is found within 23 s.
    pingInterval: 15_000,
    pingTimeout: 8_000,
    parser: jsonParser,
    // What else asks for an upgrade is seen to in `mountUpgrades`.
    destroyUpgrade: false,
    allowRequest: (request, decide) => decide(null, isAllowedOrigin(request.headers, app.env.HIROBA_URL)),
  });
  io.engine.use(bindToSession(io, app));
  keepLittleOfRequests(io);
  coalesceWrites(io);
  io.use((socket, next) => {
    admit(app, socket).then(
      () => next(),
      (error: unknown) => next(toHandshakeError(app, error)),
    );
  });
  io.on("connection", (socket) => open(app, socket));
  const { adapter, sockets } = io.of("/");
  app.hub.addOutlet({
    emit: (topic, page) => {
      for (const id of adapter.rooms.get(topic) ?? []) {
        const socket = sockets.get(id);
        if (socket) sendPage(socket, page);
      }
    },
  });
  // Not `volatile`: to a device that polls that means lost between two polls. A reader that falls behind is cut off.
  app.signals.addOutlet({ emitSignal: (topic, signal) => void io.to(topic).emit("signal", signal) });
  const sweep = setInterval(() => dropSlow(io), 1_000);
  return {
    close: async () => {
      clearInterval(sweep);
      await io.close();
    },
  };
}

type PollingRequest = IncomingMessage & { _query?: Record<string, string> };
type Middleware = (request: PollingRequest, response: ServerResponse, next: () => void) => void;

/**
 * `allowRequest` is asked at the handshake and at upgrades only. The `sid` of later polling requests would otherwise be
 * all that is needed to speak for somebody: it counts only from our own pages, and together with the session cookie, or
 * the token in a header, that it was opened with. A token that came inside the handshake alone does not come again.
 */
function bindToSession(io: Server, { env }: App): Middleware {
  const cookieName = toCookieName(env);
  // Of an Authorization only what is ours: a proxy's own password need not come with every request of a browser.
  const toProof = ({ headers: { cookie = "", authorization = "" } }: IncomingMessage) =>
    JSON.stringify([parseCookies(cookie).get(cookieName), /^Bearer\s/iu.test(authorization) && authorization]);
  return (request, response, next) => {
    const sid = request._query?.sid;
    const clients = io.engine as unknown as { clients: Record<string, { request: IncomingMessage }> };
    const opened = sid !== undefined && Object.hasOwn(clients.clients, sid) ? clients.clients[sid] : undefined;
    if (!opened) return next();
    const isOwn = isAllowedOrigin(request.headers, env.HIROBA_URL);
    if (isOwn && toProof(opened.request) === toProof(request)) return next();
    // Not chained: what answers an upgrade here returns nothing. It closes the connection.
    response.writeHead(403);
    response.end();
  };
}

type Admitted = { caller: Caller; since: string | undefined; limit: number | undefined };

async function admit(app: App, socket: Socket): Promise<void> {
  const handshake = handshakeSchema.safeParse(socket.handshake.auth);
  if (!handshake.success) throw new CommandError("INVALID_INPUT", "auth: { token?, since?, limit?, protocol }");
  const { token, since, limit, protocol = PROTOCOL_VERSION } = handshake.data;
  if (protocol !== PROTOCOL_VERSION) {
    throw new CommandError("PROTOCOL_OUTDATED", `This server speaks protocol ${PROTOCOL_VERSION}.`);
  }
  const headers = toHeaders(socket.request.headers);
  const proved = await app.authentication.authenticate({ headers, ...(token === undefined ? {} : { token }) });
  const { caller } = await accessAccount(app, proved);
  // Whoever was put out for asking too much, or what nobody asks, is not let in for it either.
  await app.rateLimits.requireLeft("violation", caller.userId);
  await app.rateLimits.consume("read", caller.userId);
  await app.rateLimits.consume("connect", caller.userId);
  holdPlace(app, socket, caller);
  socket.data = { caller, since, limit } satisfies Admitted;
}

/** For as long as what carries the socket is there: one that breaks while it is being let in never disconnects. */
function holdPlace(app: App, { conn }: Socket, { userId }: Caller): void {
  const leave = app.places.take(userId);
  conn.once("close", leave);
  if ((conn as unknown as Conn).readyState !== "open") leave();
}

/** Arrives at the client as `connect_error`, with the failure in `data`. */
function toHandshakeError(app: App, error: unknown): Error & { data: unknown } {
  const failure = toFailure(app, error, { requestId: newId(), name: "handshake" });
  return Object.assign(new Error(failure.message), { data: failure });
}

function open(app: App, socket: Socket): void {
  const { caller, since, limit } = socket.data as Admitted;
  const connection: Connection = {
    id: newId(),
    ...caller,
    join: (topic) => void socket.join(topic),
    leave: (topic) => void socket.leave(topic),
    close: () => socket.disconnect(true),
  };
  // Every listener before the first await: what the client sends at once must not be missed.
  socket.onAny((name: string, ...args: unknown[]) => void answer(app, { socket, connection, name, args }));
  const countViolation = () => void app.rateLimits.consume("violation", caller.userId).catch(() => undefined);
  socket.on("error", countViolation);
  socket.on("disconnect", (reason, description) => {
    if (isViolation(reason, description)) countViolation();
    app.hub.remove(connection);
    app.signals.endPresence(connection.id);
  });
  app.hub.add(connection);
  // What opened it may have ended while it was being admitted.
  if (app.authentication.hasEnded(caller)) {
    connection.close();
    return;
  }
  app.signals.setPresence({ key: connection.id, userId: caller.userId, presence: "away", lasting: true });
  socket.emit("hello", toHello(app, caller));
  const cursor = since === undefined ? null : (readCursor(since) ?? null);
  app.catchUp
    .follow(caller.userId, cursor, {
      emit: (page) => sendPage(socket, page),
      drained: () => drained(socket),
      join: () => app.hub.hear(connection),
      isOpen: () => socket.connected,
      limit,
    })
    .catch((error: unknown) => {
      app.logger.warn({ err: error }, "A device could not catch up; it will come again.");
      socket.disconnect(true);
    });
}

/** What ws says of what is no frame, or too long for one; it says so of nothing that a broken line does. */
const NO_FRAME = /Invalid WebSocket frame|Max payload size exceeded/u;

/** Whether a socket ended by what no client sends: no packet of Engine.IO, or no frame. What is none of Socket.IO is an error. */
function isViolation(reason: string, description: unknown): boolean {
  return reason === "parse error" || NO_FRAME.test(String(description));
}

type Call = { socket: Socket; connection: Connection; name: string; args: unknown[] };

async function answer(app: App, { socket, connection, name, args }: Call): Promise<void> {
  const acknowledge = args.at(-1);
  const { caller } = socket.data as Admitted;
  // Without an acknowledgement nobody would learn of a refusal; a command is a question. What is none is not heard, but
  // costs as much, and whoever cannot be told that it is too much is put out.
  if (typeof acknowledge !== "function") {
    return app.rateLimits.consume("read", caller.userId).catch(() => void socket.disconnect(true));
  }
  const context = { app, caller, request: new SocketRequest(app, socket, connection.id), reply: null };
  const result: Result<unknown> = await dispatch(context, name, args.length > 1 ? args[0] : {});
  acknowledge(result);
}

/**
 * What a command that came over a socket may ask of its request, which few do: made for each command or kept for each
 * connection it would cost a kilobyte or two.
 */
class SocketRequest {
  readonly connectionId: Id;
  readonly #app: App;
  readonly #socket: Socket;

  constructor(app: App, socket: Socket, connectionId: Id) {
    this.#app = app;
    this.#socket = socket;
    this.connectionId = connectionId;
  }

  get id(): string {
    return newId();
  }

  get ip(): string {
    const { handshake } = this.#socket;
    return toAddress(handshake, handshake.address, this.#app.env.HIROBA_TRUSTED_PROXIES);
  }

  get headers(): Headers {
    return toHeaders(this.#socket.request.headers);
  }
}

/** Packets and bytes that may wait for a reader. */
const BACKLOG_PACKETS = 2_000;
const BACKLOG_BYTES = 4_194_304;

/** What is used here of an Engine.IO connection, which keeps it to itself. */
type Conn = {
  readyState: string;
  writeBuffer: { data?: string }[];
  transport: { socket?: { bufferedAmount: number; terminate(): void } };
  close(discard: boolean): void;
};

/** Resolves when the transport has taken what was emitted, which it does when what it had before has left. */
function drained(socket: Socket): Promise<void> {
  const { conn } = socket;
  if ((conn as unknown as Conn).writeBuffer.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      conn.off("drain", done);
      socket.off("disconnect", done);
      resolve();
    };
    // Of the connection, not of its transport, which a client may exchange meanwhile.
    conn.on("drain", done);
    socket.on("disconnect", done);
  });
}

function dropSlow(io: Server): void {
  for (const socket of io.sockets.sockets.values()) {
    const conn = socket.conn as unknown as Conn;
    if (!isBehind(conn)) continue;
    // An orderly end would wait behind all that is not read, and keep it until then.
    conn.transport.socket?.terminate();
    conn.close(true);
  }
}

function isBehind({ writeBuffer, transport }: Conn): boolean {
  if (writeBuffer.length > BACKLOG_PACKETS) return true;
  let waiting = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) waiting += data?.length ?? 0;
  return waiting > BACKLOG_BYTES;
}
