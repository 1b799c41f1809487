import { isUtf8 } from "node:buffer";
import type { Socket } from "node:net";
import { constants } from "node:zlib";
import type { FastifyCompressOptions } from "@fastify/compress";
import { CommandError, type ErrorCode, idSchema, limits, newId } from "@hiroba/protocol";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { refuseEnded } from "../access.ts";
import type { App } from "../context.ts";
import { toFailure } from "../dispatch.ts";
import { readSnapshot } from "../snapshot/read-snapshot.ts";
import { readCaller, requireCaller, runCommand, sendResult, toHeaders } from "./request.ts";

const roomsSchema = z
  .string()
  .max(1_000)
  .default("")
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(idSchema).max(limits.roomsPerSnapshot));

/**
 * Snapshots and commands are what a device on a slow line waits for. A page of messages is as small by gzip as makes no
 * difference, and takes half the time; at level 3, with room for a page and no more, a quarter of what it takes at the
 * usual 6 with twice that, for 7 % more bytes. Of a snapshot brotli spares more, but at its usual 11 would take longer
 * than that. Events are small and many; they go as they are.
 */
const compressCommand: FastifyCompressOptions = {
  encodings: ["gzip"],
  zlibOptions: { level: 3, windowBits: 14, memLevel: 6 },
};
const compressSnapshot: FastifyCompressOptions = {
  encodings: ["br", "gzip"],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
};

/** Commands and snapshots over plain HTTP. */
export function mountHttp(fastify: FastifyInstance, app: App): void {
  fastify.addHook("onSend", async (request, reply) => {
    // By the route, where there is one: a proxy may ask with a whole address, which begins otherwise.
    if (!(request.routeOptions.url ?? request.url).startsWith("/v1/")) return;
    void reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  });

  // In a scope of their own: how bodies are read there is not how the proxy to the web app passes them on.
  void fastify.register((scope, _options, done) => {
    mountCommands(scope, app);
    done();
  });

  fastify.get<{ Querystring: { rooms?: string } }>("/v1/snapshot", { compress: compressSnapshot }, async (request) => {
    const caller = await requireCaller(app, request);
    await app.rateLimits.consume("read", caller.userId);
    const rooms = roomsSchema.safeParse(request.query.rooms);
    if (!rooms.success) throw new CommandError("INVALID_INPUT", "rooms: a list of room ids, divided by commas.");
    return app.turns.run(caller.userId, () => {
      refuseEnded(app, caller);
      return readSnapshot(app.db.pool, caller.userId, rooms.data);
    });
  });

  // Not the web app's to answer, and whatever nobody answers gets the contract's shape.
  const refuse = (request: FastifyRequest, reply: FastifyReply) => {
    const error = new CommandError("NOT_FOUND", "There is nothing here.");
    return sendResult(reply, { ok: false, error: toFailure(app, error, { requestId: request.id, name: "unknown" }) });
  };
  fastify.all("/v1/*", refuse);
  fastify.setNotFoundHandler(refuse);

  fastify.setErrorHandler<FastifyError | CommandError>((error, request, reply) =>
    sendError(app, { error, request, reply }),
  );
}

function mountCommands(fastify: FastifyInstance, app: App): void {
  // Programs that name the type of every body send none with a command that needs no input.
  const parseJson = fastify.getDefaultJsonParser("error", "error");
  fastify.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    // Read as text it would lose what cannot be read, and the rest would be taken for what was meant.
    if (!isUtf8(body)) return done(new CommandError("INVALID_INPUT", "The body is not UTF-8."));
    void parseJson(request, body.toString(), done);
  });
  fastify.post<{ Params: { name: string } }>(
    "/v1/commands/:name",
    { bodyLimit: limits.commandBytes, compress: compressCommand, onRequest: refuseEncoded },
    async (request, reply) => {
      const headers = toHeaders(request.headers);
      const caller = await readCaller(app, request, headers);
      const result = await runCommand({ app, request, reply, caller, headers }, request.params.name, request.body);
      return sendResult(reply, result);
    },
  );
}

/** What went wrong with a request, and where to say so. */
export type Failed = { error: FastifyError | CommandError; request: FastifyRequest; reply: FastifyReply };

/** Answers an error of whatever kind in the contract's shape. */
export function sendError(app: App, { error, request, reply }: Failed): FastifyReply {
  const refusal = toCommandError(error);
  // Fastify closes the connection over a body that it does not read. Over unread bytes that resets it, and whoever is still
  // sending would hear of that instead of the answer. Left open, Node reads the rest and throws it away.
  if (refusal instanceof CommandError && refusal.code === "TOO_LARGE") void reply.removeHeader("connection");
  const failure = toFailure(app, refusal, { requestId: request.id, name: toRouteName(request) });
  return sendResult(reply, { ok: false, error: failure });
}

type Unreadable = { status: string; code: ErrorCode; message: string };

/** What Node's parser stumbles over, by its own code; for anything else the bytes are no HTTP. */
const unreadable: Record<string, Unreadable> = {
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    code: "TOO_LARGE",
    message: "Too many headers.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: "408 Request Timeout",
    code: "UNAVAILABLE",
    message: "The request took too long.",
  },
};
const noHttp: Unreadable = { status: "400 Bad Request", code: "INVALID_INPUT", message: "This is no HTTP request." };

/** Answers in the contract's shape what never becomes a request, and closes the connection: nobody knows where it ends. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // Nobody is there any more.
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const { status, code, message } = unreadable[error.code ?? ""] ?? noHttp;
  const body = JSON.stringify({ ok: false, error: { code, message, details: {}, requestId: newId() } });
  const headers = `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close`;
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
  socket.destroy(error);
}

/** A small body must not unfold into a large one; its sender is told so, not that it is no JSON. */
async function refuseEncoded({ headers }: FastifyRequest): Promise<void> {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding === "identity") return;
  throw new CommandError("INVALID_INPUT", "Send the body as it is: a content-encoding is not understood.");
}

/** The framework's own refusals in the contract's words. */
export function toCommandError(error: FastifyError | CommandError): unknown {
  if (error instanceof CommandError || error.statusCode === undefined) return error;
  if (error.statusCode === 413) return new CommandError("TOO_LARGE", "The request is too large.");
  if (error.statusCode < 500) return new CommandError("INVALID_INPUT", error.message);
  return error;
}

function toRouteName(request: FastifyRequest): string {
  return request.routeOptions.url ?? "unknown";
}
