import type { ServerResponse } from "node:http";
import { type Cursor, formatCursor, type Hello, newId, type Signal } from "@hiroba/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import { toCredentialKey } from "../authentication/credentials.ts";
import type { App, Caller } from "../context.ts";
import { toHello } from "../hello.ts";
import type { Connection } from "../hub.ts";
import type { RawPage } from "../log/page.ts";
import { answerDrained } from "./drained.ts";
import { encodeOnce } from "./encode-once.ts";
import { refuseBehindAnother } from "./request.ts";

const HEARTBEAT_MS = 15_000;
/** A stream whose reader leaves this many bytes unread is cut off, and resumes from its cursor (L13). */
const BACKLOG_BYTES = 1_048_576;

/** Says that the end is the server's own doing, so that no device takes it for a proxy that cuts streams. */
const goodbye = Buffer.from("event: goodbye\ndata: {}\n\n");
const heartbeat = Buffer.from(": \n\n");

/** Pages and signals as server-sent events; a page's `id` is the cursor to go on from. */
const encodePage = encodeOnce(({ cursor, json }: RawPage) =>
  Buffer.from(`id: ${cursor}\nevent: event\ndata: ${json}\n\n`),
);
const encodeSignal = encodeOnce((signal: Signal) => Buffer.from(`event: signal\ndata: ${JSON.stringify(signal)}\n\n`));

/**
 * What a stream begins with. Its `id` is where the stream begins: an EventSource that loses it before the first page has come
 * would otherwise begin at another head, and never hear of what lies between.
 */
function toGreeting(hello: Hello, since: Cursor | null): string {
  const id = since ? formatCursor(since) : hello.cursor;
  return `retry: 1000\nid: ${id}\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`;
}

type Opening = {
  app: App;
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller;
  cursor: Cursor | null;
  limit: number;
};

/** Answers with a stream that never ends: `hello`, what was missed since the cursor, then all that comes. */
export async function openEventStream(opening: Opening): Promise<FastifyReply> {
  const { app, request, reply, caller, cursor, limit } = opening;
  // Who went away while they were being let in: nothing would ever say so again.
  if (reply.raw.destroyed) return reply.hijack();
  refuseBehindAnother(reply);
  const leave = app.places.take(caller.userId);
  const raw = start(reply).once("close", leave);
  const stream = connect(opening, raw);
  app.hub.add(stream);
  if (app.authentication.hasEnded(caller)) {
    stream.close();
    return reply;
  }
  touchPresence(opening);
  raw.write(toGreeting(toHello(app, caller), cursor));
  const following = app.catchUp.follow(caller.userId, cursor, {
    emit: stream.sendPage,
    drained: () => answerDrained(raw),
    join: () => app.hub.hear(stream),
    isOpen: () => !raw.destroyed && !request.raw.destroyed && !raw.writableEnded,
    limit,
  });
  // A stream that could not catch up hears nothing more: the device comes again from its cursor.
  await following.catch(() => raw.destroy());
  return reply;
}

function start(reply: FastifyReply): ServerResponse {
  reply.hijack();
  return reply.raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // When the stream ends its connection does: over it whoever is handed over would ask this node again.
    connection: "close",
    // Proxies that buffer answers would hold the events back.
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  });
}

/** The stream as the hub knows it, with a heartbeat, until its connection closes. */
function connect(opening: Opening, raw: ServerResponse): Connection {
  const { app, caller } = opening;
  const write = (bytes: Buffer) => {
    if (raw.writableLength > BACKLOG_BYTES) raw.destroy();
    else if (!raw.writableEnded) raw.write(bytes);
  };
  const presenceKey = toCredentialKey(caller);
  const stream: Connection = {
    id: newId(),
    ...caller,
    presenceKey,
    sendPage: (page) => write(encodePage(page)),
    sendSignal: (signal) => write(encodeSignal(signal)),
    close: () => {
      if (!raw.writableEnded) raw.end(goodbye);
    },
  };
  const beat = setInterval(() => {
    // Who has not read what is there does not need to hear that the line is alive; and it would keep the line open.
    if (!raw.writableNeedDrain) write(heartbeat);
    touchPresence(opening);
  }, HEARTBEAT_MS);
  raw.once("close", () => {
    clearInterval(beat);
    app.hub.remove(stream);
    // One that was opened in its place, or by another tab, holds the same line.
    const isHeld = [...app.hub.connectionsOf(caller.userId)].some((other) => other.presenceKey === presenceKey);
    if (!isHeld) app.signals.endPresence(presenceKey);
  });
  return stream;
}

function touchPresence({ app, caller }: Opening): void {
  app.signals.touchPresence(toCredentialKey(caller), caller.userId);
}
