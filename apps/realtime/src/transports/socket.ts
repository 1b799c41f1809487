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
  type Signal,
} from "@hiroba/protocol";
import { parseCookies } from "better-auth/cookies";
import { Server, type Socket } from "socket.io";
import { Adapter } from "socket.io-adapter";
import { accessAccount } from "../access.ts";
import { toCookieName } from "../authentication/better-auth.ts";
import type { App, Caller } from "../context.ts";
import { dispatch, toFailure } from "../dispatch.ts";
import { toHello } from "../hello.ts";
import type { Connection } from "../hub.ts";
import type { RawPage } from "../log/page.ts";
import { coalesceWrites } from "./coalesce.ts";
import { socketDrained } from "./drained.ts";
import { isAllowedOrigin } from "./origin.ts";
import { jsonParser, sendPage, sendSignal } from "./packets.ts";
import { toAddress, toHeaders } from "./request.ts";
import { keepLittleOfRequests } from "./request-kept.ts";
import { cutOff, dropSlowReaders } from "./slow-readers.ts";

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
    adapter: NoRooms,
    // What else asks for an upgrade is seen to in `mountUpgrades`.
    destroyUpgrade: false,
    allowRequest: (request, decide) => decide(null, isAllowedOrigin(request.headers, app.env)),
  });
  io.engine.use(bindToSession(io, app));
  keepLittleOfRequests(io);
  coalesceWrites(io);
  const stopDropping = dropSlowReaders(io);
  const knocked = new WeakSet<Socket["conn"]>();
  io.use((socket, next) => {
    const { conn } = socket;
    // Socket.IO looks only whether somebody is in already: of two who are still being let in over one line, both would be.
    if (knocked.has(conn)) {
      cutOff(conn);
      return next(new Error("One CONNECT to a line."));
    }
    knocked.add(conn);
    admit(app, socket).then(
      ({ leave }) => {
        next();
        // Who went away while they were being let in never connects, and nothing would ever say so again.
        setImmediate(() => socket.connected || leave());
      },
      (error: unknown) => {
        next(toHandshakeError(app, error));
        // Behind the refusal, which leaves first; the line would stay open for whoever asks for nothing more.
        setImmediate(() => conn.close());
      },
    );
  });
  const listeners = createListeners(app);
  io.on("connection", (socket) => open(app, socket, listeners));
  return {
    close: async () => {
      stopDropping();
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
    const isOwn = isAllowedOrigin(request.headers, env);
    if (isOwn && toProof(opened.request) === toProof(request)) return next();
    // Not chained: what answers an upgrade here returns nothing. It closes the connection.
    response.writeHead(403);
    response.end();
  };
}

type Admitted = { connection: SocketConnection; since: string | undefined; limit: number | undefined; leave(): void };

const admittedOf = (socket: Socket) => socket.data as Admitted;

async function admit(app: App, socket: Socket): Promise<Admitted> {
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
  const leave = app.places.take(caller.userId);
  const admitted: Admitted = { connection: new SocketConnection(socket, caller), since, limit, leave };
  socket.data = admitted;
  return admitted;
}

/** A socket as the hub knows it. A class, since closures for each connection are kept for as long as it lasts. */
class SocketConnection implements Connection {
  readonly id = newId();
  readonly userId: Id;
  readonly sessionId: Id | null;
  readonly tokenId: Id | null;
  readonly #socket: Socket;

  constructor(socket: Socket, { userId, sessionId, tokenId }: Caller) {
    this.userId = userId;
    this.sessionId = sessionId;
    this.tokenId = tokenId;
    this.#socket = socket;
  }

  sendPage(page: RawPage): void {
    sendPage(this.#socket, page);
  }

  sendSignal(signal: Signal): void {
    sendSignal(this.#socket, signal);
  }

  close(): void {
    this.#socket.disconnect(true);
  }
}

/** Who hears what, the hub knows, of all transports alike; Socket.IO's own lists would be three sets for each socket. */
class NoRooms extends Adapter {
  override addAll(): void {}
}

/** Arrives at the client as `connect_error`, with the failure in `data`. */
function toHandshakeError(app: App, error: unknown): Error & { data: unknown } {
  const failure = toFailure(app, error, { requestId: newId(), name: "handshake" });
  return Object.assign(new Error(failure.message), { data: failure });
}

type Listeners = ReturnType<typeof createListeners>;

/** What is done with what sockets tell: one function for all, as in `SocketConnection`. */
function createListeners(app: App) {
  const countViolation = ({ userId }: Caller) =>
    void app.rateLimits.consume("violation", userId).catch(() => undefined);
  return {
    onAny(this: Socket, name: string, ...args: unknown[]): void {
      void answer(app, { socket: this, name, args });
    },
    onError(this: Socket): void {
      countViolation(admittedOf(this).connection);
    },
    onDisconnect(this: Socket, reason: string, description: unknown): void {
      const { connection, leave } = admittedOf(this);
      leave();
      if (isViolation(reason, description)) countViolation(connection);
      app.hub.remove(connection);
      app.signals.endPresence(connection.id);
      // Nothing else is said over what carried it, which would stay open without a place.
      if (reason === "client namespace disconnect") cutOff(this.conn);
    },
  };
}

function open(app: App, socket: Socket, listeners: Listeners): void {
  const { connection, since, limit } = admittedOf(socket);
  // Every listener before the first await: what the client sends at once must not be missed.
  socket.onAny(listeners.onAny);
  socket.on("error", listeners.onError);
  socket.on("disconnect", listeners.onDisconnect);
  app.hub.add(connection);
  // What opened it may have ended while it was being admitted.
  if (app.authentication.hasEnded(connection)) {
    connection.close();
    return;
  }
  const { id, userId } = connection;
  app.signals.setPresence({ key: id, userId, presence: "away", lasting: true });
  socket.emit("hello", toHello(app, connection));
  const cursor = readCursor(since);
  app.catchUp
    .follow(userId, cursor, {
      emit: (page) => connection.sendPage(page),
      drained: () => socketDrained(socket),
      join: () => app.hub.hear(connection),
      isOpen: () => socket.connected,
      limit,
    })
    .catch((error: unknown) => {
      app.logger.warn({ err: error }, "A device could not catch up; it will come again.");
      connection.close();
    });
}

/** What ws says of what is no frame, or too long for one; it says so of nothing that a broken line does. */
const NO_FRAME = /Invalid WebSocket frame|Max payload size exceeded/u;

/** Whether a socket ended by what no client sends: no packet of Engine.IO, or no frame. What is none of Socket.IO is an error. */
function isViolation(reason: string, description: unknown): boolean {
  return reason === "parse error" || NO_FRAME.test(String(description));
}

type Call = { socket: Socket; name: string; args: unknown[] };

async function answer(app: App, { socket, name, args }: Call): Promise<void> {
  const acknowledge = args.at(-1);
  const { connection: caller } = admittedOf(socket);
  // Without an acknowledgement nobody would learn of a refusal; a command is a question. What is none is not heard, but
  // costs as much, and whoever cannot be told that it is too much is put out.
  if (typeof acknowledge !== "function") {
    return app.rateLimits.consume("read", caller.userId).catch(() => caller.close());
  }
  const context = { app, caller, request: new SocketRequest(app, socket), reply: null };
  const result: Result<unknown> = await dispatch(context, name, args.length > 1 ? args[0] : {});
  acknowledge(result);
}

/**
 * What a command that came over a socket may ask of its request, which few do: made for each command or kept for each
 * connection it would cost a kilobyte or two.
 */
class SocketRequest {
  readonly #app: App;
  readonly #socket: Socket;

  constructor(app: App, socket: Socket) {
    this.#app = app;
    this.#socket = socket;
  }

  get connectionId(): Id {
    return admittedOf(this.#socket).connection.id;
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
