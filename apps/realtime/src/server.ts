import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import compress from "@fastify/compress";
import { createDatabase, createPool } from "@hiroba/prisma/client";
import { limits, newId } from "@hiroba/protocol";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import pino, { type Logger } from "pino";
import { createAuthentication } from "./authentication/authentication.ts";
import type { App } from "./context.ts";
import type { Env } from "./env.ts";
import { handOver } from "./hand-over.ts";
import { createHub } from "./hub.ts";
import { mountLite } from "./lite/mount-lite.ts";
import { createAnnouncer } from "./log/announce.ts";
import { createAppender } from "./log/append.ts";
import { createCatchUp } from "./log/catch-up.ts";
import { loadDirectory } from "./log/directory.ts";
import type { OpenEntry } from "./log/entry.ts";
import { ensureLogHead } from "./log/head.ts";
import { encodePage } from "./log/page.ts";
import { createRing } from "./log/ring.ts";
import { createTail } from "./log/tail.ts";
import { trimLog } from "./log/trim.ts";
import { mountOpenApi } from "./openapi/mount-openapi.ts";
import { askPatiently } from "./outage.ts";
import { createPlaces } from "./places.ts";
import { createRateLimits } from "./rate-limits.ts";
import { createPostgresBus } from "./signals/postgres-bus.ts";
import { createRedisBus } from "./signals/redis-bus.ts";
import { createSignals } from "./signals/signals.ts";
import { mountEvents } from "./transports/events.ts";
import { mountHealth } from "./transports/health.ts";
import { mountHttp, refuseUnreadable, sendError } from "./transports/http.ts";
import { mountSocket } from "./transports/socket.ts";
import { mountUpgrades, upgradeOptions } from "./transports/upgrades.ts";
import { mountHotReload, mountWeb } from "./transports/web.ts";
import { createTurns } from "./turns.ts";

/** A running node. */
export type Node = {
  /** Where it listens, such as http://127.0.0.1:3000. */
  url: string;
  app: App;
  /** Ends every connection and waits for what is being written. */
  close(): Promise<void>;
};

/** What a node is made of; tests exchange a part: for one that breaks a rule, or for one that lets thousands through. */
export type NodeParts = {
  createAppender: typeof createAppender;
  createCatchUp: typeof createCatchUp;
  createRateLimits: typeof createRateLimits;
  createPlaces: typeof createPlaces;
};

const nodeParts: NodeParts = { createAppender, createCatchUp, createRateLimits, createPlaces };
const RING = { size: 50_000, bytes: 64 * 1024 * 1024 };
/** A page of messages, in bytes, takes 0.1 ms to zip; as a stream over Node's threads it takes three times as long. */
const ZIPPED_AT_ONCE = 65_536;
/**
 * Connections that may wait to be accepted, as many as Linux allows unless told otherwise. Node asks for 511: when
 * thousands come back at once, the others would try again after a second, then after three, seven and fifteen.
 */
const BACKLOG = 4_096;
/** How long a stopping node waits for those who do not answer. */
const PATIENCE_MS = 1_000;
/** An answer of which nothing moves is given up after this; longer than any answer is silent by itself. */
const STALLED_MS = (limits.waitSeconds + 10) * 1_000;
/**
 * How long a connection is kept open for the next request: longer than proxies keep theirs, a minute mostly, or one of them
 * would ask over a connection that is just being closed, and answer 502. Node's own five seconds are shorter.
 */
const KEPT_OPEN_MS = 75_000;
/**
 * The log has connections of its own, one to write and one to read on: nobody who asks much may make others wait for what
 * they say. More than one, since a group that is written waits for what another node wrote before it.
 */
const LOG_CONNECTIONS = 2;
/**
 * Who asks is told that the database does not answer before a device has given up waiting, which it does after ten
 * seconds; and what a silent line holds is let go of.
 */
const PATIENCE_WITH_DATABASE_MS = 8_000;
const TIMEOUTS = { query_timeout: PATIENCE_WITH_DATABASE_MS, connectionTimeoutMillis: PATIENCE_WITH_DATABASE_MS };
/**
 * A node that froze, or whose line to the database fell silent, in the middle of a group holds the head that every writer
 * waits for: PostgreSQL ends it after this, which is less than the others wait for an answer.
 */
const LOG_TIMEOUTS = { ...TIMEOUTS, idle_in_transaction_session_timeout: 5_000 };
const TRIM_MS = 60 * 60 * 1_000;

/** Starts a node on a migrated database. Rejects when the database cannot be reached or the port is taken. */
export async function startNode(env: Env, parts: Partial<NodeParts> = {}): Promise<Node> {
  // PostgreSQL's `detail` quotes the row that it refused, and a message or a hash with it.
  const redact = ["req.headers.cookie", "req.headers.authorization", "err.detail"];
  const logger = pino({ level: env.LOG_LEVEL, redact });
  const app = await createApp(env, logger, { ...nodeParts, ...parts });
  const { fastify, server, cutAll } = createHttp(app, logger);
  // Only where a route asks for it, and never of what comes in: a small body must not unfold into a large one.
  await fastify.register(compress, { global: false, syncThreshold: ZIPPED_AT_ONCE });
  mountHttp(fastify, app);
  mountEvents(fastify, app);
  mountHealth(fastify, app, () => server.listening);
  mountOpenApi(fastify);
  mountLite(fastify, app);
  app.authentication.mount(fastify, app);
  await mountWeb(fastify, env);
  await fastify.ready();
  const sockets = mountSocket(server, app);
  mountUpgrades(server, env);
  mountHotReload(server, env);
  const trim = () => {
    trimLog(app.db.pool, env.HIROBA_LOG_DAYS).catch((error: unknown) =>
      logger.warn({ err: error }, "The log was not trimmed."),
    );
  };
  trim();
  const trimming = setInterval(trim, TRIM_MS);
  const announcer = createAnnouncer(app);
  const address = await fastify.listen({ port: env.PORT, host: env.HOST, backlog: BACKLOG });
  const stop = async () => {
    clearInterval(trimming);
    announcer.close();
    // First nobody new: a balancer that is refused a connection turns to the next node at once.
    NetServer.prototype.close.call(server);
    // Nor over what is open and idle: whoever is handed over would ask this node again.
    server.closeIdleConnections();
    await handOver(app.hub);
    // What is being written is answered; what comes now is told to come again.
    await app.log.close();
    const force = setTimeout(() => cutAll(), PATIENCE_MS);
    await Promise.all([sockets.close(), fastify.close()]);
    clearTimeout(force);
    await app.tail.close();
    await app.signals.close();
    app.authentication.close();
    await app.db.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: toLocalUrl(address),
    app,
    close: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function createApp(env: Env, logger: Logger, parts: NodeParts): Promise<App> {
  const nodeId = newId();
  const { db, logPool } = connectDatabase(env.DATABASE_URL);
  const { directory, head } = await askPatiently(PATIENCE_WITH_DATABASE_MS, async () => {
    await ensureLogHead(db.pool);
    return loadDirectory(db.pool);
  });
  const ring = createRing(head.seq, RING);
  const hub = createHub(directory);
  const toPage = (entries: readonly OpenEntry[]) =>
    encodePage({ entries, cursor: tail.cursor(entries.at(-1)?.seq), more: false });
  const tail = createTail({
    pool: logPool,
    connections: db.connections,
    url: env.DATABASE_URL,
    logger,
    nodeId,
    head,
    deliver: (entries) => {
      for (const entry of entries) {
        ring.push(entry);
        authentication.onLogEntry(entry.envelope);
        if (entry.envelope.event.type === "message.deleted") ring.redact(entry.envelope.event.message);
      }
      hub.deliver(entries, toPage);
    },
    onNewEpoch: () => {
      // What this node holds in memory is of another history. Its supervisor starts it anew, devices reset (L7).
      logger.fatal("The database was replaced; this node starts again.");
      process.exit(75);
    },
  });
  const signals = createSignals({
    nodeId,
    directory,
    emit: hub.signal,
    createBus: (onText) =>
      env.REDIS_URL === undefined
        ? createPostgresBus({ ...db, url: env.DATABASE_URL, logger }, onText)
        : createRedisBus({ url: env.REDIS_URL, logger }, onText),
  });
  const log = parts.createAppender({
    pool: logPool,
    logger,
    nodeId,
    onGroup: () => tail.expect(),
    onCommitted: (entries) => tail.accept(entries),
    onUncertain: () => void tail.catchUp().catch(() => undefined),
  });
  const authentication = createAuthentication({ env, db, log, logger });
  const turns = createTurns();
  const catchUp = parts.createCatchUp({ pool: db.pool, directory, ring, tail, turns });
  const rateLimits = parts.createRateLimits();
  const places = parts.createPlaces();
  return { env, logger, db, directory, log, tail, catchUp, hub, signals, authentication, rateLimits, turns, places };
}

function connectDatabase(url: string) {
  const db = createDatabase(url, TIMEOUTS);
  const logPool = createPool(url, { max: LOG_CONNECTIONS, connections: db.connections, ...LOG_TIMEOUTS });
  const close = async () => void (await Promise.all([db.close(), logPool.end()]));
  return { db: { ...db, close }, logPool };
}

type Http = { fastify: FastifyInstance; server: HttpServer; cutAll(): void };

function createHttp(app: App, logger: Logger): Http {
  const { env } = app;
  const server = createHttpServer(upgradeOptions);
  // Node lets whoever does not read an answer keep it in memory for ever. Slowness is not meant: what moves may take long.
  server.setTimeout(STALLED_MS);
  server.keepAliveTimeout = KEPT_OPEN_MS;
  const open = new Set<Socket>();
  // One function for all, since a closure for each connection is kept as long as that.
  function forget(this: Socket): void {
    open.delete(this);
  }
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", forget);
  });
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  const fastify: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    trustProxy: (_address, hop) => hop < env.HIROBA_TRUSTED_PROXIES,
    serverFactory: (handler): HttpServer => server.on("request", handler),
    forceCloseConnections: true,
    clientErrorHandler: refuseUnreadable,
    // What fails before there is a route, such as an address that cannot be read, is answered like everything else.
    frameworkErrors: (error, request, reply) => void sendError(app, { error, request, reply }),
    routerOptions: { ignoreDuplicateSlashes: false },
  });
  fastify.addHook("onSend", async (_request, reply) => {
    // A node that is stopping asks for no further request over this connection; the next one finds another node.
    if (!server.listening) reply.header("connection", "close");
  });
  return { fastify, server, cutAll };
}

function toLocalUrl(address: string): string {
  const { port } = new URL(address);
  return `http://127.0.0.1:${port}`;
}
