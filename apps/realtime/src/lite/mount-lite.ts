import { isUtf8 } from "node:buffer";
import { CommandError, errorCodes, idSchema, limits } from "@hiroba/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../context.ts";
import { toFailure } from "../dispatch.ts";
import { html } from "../pages/html.ts";
import { type Failed, toCommandError } from "../transports/http.ts";
import { createLineEncoders } from "./encoders.ts";
import { toFailureText } from "./failures.ts";
import { handleJoin, sendJoin } from "./join-page.ts";
import { sendRoom } from "./room-page.ts";
import { sendRooms } from "./rooms-page.ts";
import { sendLite } from "./shell.ts";
import { handleSignIn, handleSignOut, sendSignIn } from "./sign-in.ts";
import { sendStream } from "./stream-page.ts";
import { type MemberVisitor, meet, requireMember, type Visitor } from "./visitor.ts";
import { pickWords } from "./words.ts";
import { handleRead, handleWrite, sendWritePage } from "./write-page.ts";

/**
 * `/lite`: Hiroba without a script, for text browsers and for whatever cannot run the web app. Pages are made here and
 * everything is done by the same commands as on every other transport.
 */
export function mountLite(fastify: FastifyInstance, app: App): void {
  fastify.register(
    (scope, _options, done) => {
      acceptForms(scope);
      scope.setErrorHandler<Failed["error"]>((error, request, reply) => sendFailure(app, { error, request, reply }));
      scope.setNotFoundHandler((request, reply) => {
        const error = new CommandError("NOT_FOUND", "There is nothing here.");
        return sendFailure(app, { error, request, reply });
      });
      mountDoor(scope, app);
      mountRooms(scope, app);
      done();
    },
    { prefix: "/lite" },
  );
}

function acceptForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const options = { parseAs: "buffer", bodyLimit: limits.commandBytes } as const;
  scope.addContentTypeParser<Buffer>("application/x-www-form-urlencoded", options, (_request, body, done) => {
    // In another encoding it would lose what cannot be read, and the rest would be taken for what was meant.
    if (isUtf8(unescapeBytes(body))) done(null, Object.fromEntries(new URLSearchParams(body.toString())));
    else done(new CommandError("INVALID_INPUT", "The form is not UTF-8."));
  });
}

/** The bytes that a form stands for, whether they came as they are or behind a percent sign. */
function unescapeBytes(form: Buffer): Buffer {
  const toByte = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  return Buffer.from(form.toString("latin1").replace(/%([0-9a-f]{2})/giu, toByte), "latin1");
}

function mountDoor(scope: FastifyInstance, app: App): void {
  const meeting =
    (send: (visitor: Visitor, code: string) => Promise<FastifyReply>) =>
    async (request: FastifyRequest<{ Params: { code: string } }>, reply: FastifyReply) =>
      send(await meet(app, request, reply), request.params.code);

  scope.get(
    "/",
    meeting((visitor) => (visitor.member ? sendRooms(requireMember(visitor)) : sendSignIn(visitor, { next: "" }))),
  );
  scope.post("/sign-in", meeting(handleSignIn));
  scope.post("/sign-out", meeting(handleSignOut));
  scope.get("/join/:code", meeting(sendJoin));
  scope.post("/join/:code", meeting(handleJoin));
}

function mountRooms(scope: FastifyInstance, app: App): void {
  const encoders = createLineEncoders(app.directory);
  const inRoom =
    (send: (visitor: MemberVisitor, roomId: string) => Promise<FastifyReply>) =>
    async (request: FastifyRequest<{ Params: { roomId: string } }>, reply: FastifyReply) => {
      const visitor = await meet(app, request, reply);
      const { roomId } = request.params;
      if (!idSchema.safeParse(roomId).success) throw new CommandError("NOT_FOUND", "There is no such room.");
      // Not refused, only not shown yet: with 401 some browsers would ask for a password of their own.
      if (!visitor.member && request.method === "GET") return sendSignIn(visitor, { next: `/lite/rooms/${roomId}` });
      return send(requireMember(visitor), roomId);
    };

  scope.get("/rooms/:roomId", inRoom(sendRoom));
  // Who asks for the head of a page without end would get the page.
  const headless = { exposeHeadRoute: false };
  scope.get(
    "/rooms/:roomId/stream",
    headless,
    inRoom((visitor, roomId) => sendStream(visitor, roomId, encoders)),
  );
  scope.get("/rooms/:roomId/write", inRoom(sendWritePage));
  scope.post("/rooms/:roomId/messages", inRoom(handleWrite));
  scope.post("/rooms/:roomId/read", inRoom(handleRead));
}

/** A refusal as a page. */
function sendFailure(app: App, { error, request, reply }: Failed): FastifyReply {
  const words = pickWords(request.headers["accept-language"]);
  const name = request.routeOptions.url ?? "unknown";
  const failure = toFailure(app, toCommandError(error), { requestId: request.id, name });
  const body = html`<main class="door"><h1>${words.failed}</h1>
<p class="problem" role="alert">${toFailureText(words, failure)}</p>
<p><a href="/lite" target="_top">← ${words.rooms}</a></p></main>`;
  void reply.code(errorCodes[failure.code].status);
  return sendLite({ reply, words }, { title: words.failed, body, kind: "frame" });
}
