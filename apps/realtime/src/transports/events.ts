import { CommandError, cursorSchema, limits, newId, readCursor } from "@hiroba/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { refuseEnded } from "../access.ts";
import { toCredentialKey } from "../authentication/credentials.ts";
import type { App, Caller } from "../context.ts";
import { toHello } from "../hello.ts";
import type { Connection } from "../hub.ts";
import { encodePage, type RawPage } from "../log/page.ts";
import { refuseBehindAnother, requireCaller } from "./request.ts";
import { openEventStream } from "./sse.ts";

/** What may stand in the query; what does not is passed over. */
export const eventsQuerySchema = z.object({
  since: cursorSchema.optional(),
  wait: z.coerce.number().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(limits.eventsPerPage).default(limits.eventsPerPage),
  hello: z.literal("1").optional(),
  presence: z.string().max(64).optional(),
});
type EventsQuery = z.infer<typeof eventsQuerySchema>;

/**
 * `/v1/events`: the log over plain HTTP, one URL for short polling (`wait=0`), long polling (`wait` in seconds) and, with
 * `Accept: text/event-stream`, server-sent events. Without `since` (or `Last-Event-ID`) it starts at the head.
 */
export function mountEvents(fastify: FastifyInstance, app: App): void {
  // Who asks for the head of what waits or never ends would keep it open, and hear nothing.
  const headless = { exposeHeadRoute: false };
  fastify.get("/v1/events", headless, async (request, reply) => {
    const caller = await requireCaller(app, request);
    await app.rateLimits.consume("read", caller.userId);
    const query = parseQuery(request);
    if (wantsStream(request.headers.accept)) {
      return openEventStream({ app, request, reply, caller, cursor: readCursor(query.since), limit: query.limit });
    }
    return poll({ app, request, reply, caller, query });
  });
}

/** Types of media are of any case, and with `q=0` one is asked not to be sent. */
function wantsStream(accept = ""): boolean {
  return accept
    .toLowerCase()
    .split(",")
    .map((part) => part.split(";").map((piece) => piece.trim()))
    .some(
      ([type, ...parameters]) => type === "text/event-stream" && !parameters.some((it) => /^q=0(\.0*)?$/u.test(it)),
    );
}

function parseQuery(request: FastifyRequest): EventsQuery {
  const lastEventId = request.headers["last-event-id"];
  const given = { ...(typeof lastEventId === "string" && lastEventId !== "" ? { since: lastEventId } : {}) };
  const result = eventsQuerySchema.safeParse({ ...(request.query as object), ...given });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CommandError("INVALID_INPUT", `${issue?.path.join(".")}: ${issue?.message}`);
}

type Poll = {
  app: App;
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller;
  query: EventsQuery;
};

async function poll(context: Poll): Promise<FastifyReply> {
  const { app, reply, caller } = context;
  app.signals.touchPresence(toCredentialKey(caller), caller.userId);
  const json = await readNews(context);
  return reply.type("application/json; charset=utf-8").send(withSignals(context, json));
}

/** The events after the cursor; the first that come, when there are none and the caller waits. */
async function readNews(context: Poll): Promise<string> {
  const { app, caller, query } = context;
  let cursor = readCursor(query.since) ?? { epoch: app.tail.epoch(), seq: app.tail.position() };
  for (;;) {
    const page = await app.catchUp.page(caller.userId, cursor, query.limit);
    refuseEnded(app, caller);
    if (page.entries.length > 0 || page.reset || query.wait === 0) return page.json;
    // Something may have been delivered since the page was read; from this check on nothing can be before it waits.
    if (!page.more && page.seq === app.tail.position()) return waitForPage(context, page);
    cursor = { ...cursor, seq: page.seq };
  }
}

/** Adds what is true now to a page's JSON; nothing of the page is encoded again. */
function withSignals({ app, caller, query }: Poll, json: string): string {
  const hello = query.hello ? `,"hello":${JSON.stringify(toHello(app, caller))}` : "";
  const { signals, presence } = app.signals.current(caller.userId, query.presence);
  return `${json.slice(0, -1)},"signals":${JSON.stringify(signals)},"presence":"${presence}"${hello}}`;
}

/** A long poll takes the first page that comes, as it is or as much of it as was asked for; a signal says only that it is worth answering. */
function waitForPage({ app, reply, caller, query }: Poll, empty: RawPage): Promise<string> {
  // Who went away while they were being let in: nothing would ever say so again.
  if (reply.raw.destroyed) return Promise.resolve(empty.json);
  refuseBehindAnother(reply);
  // To who asked from there it is no news how far the log has come, which all are told now and then.
  const isNews = (readCursor(query.since)?.seq ?? empty.seq) < empty.seq;
  return new Promise((resolve) => {
    const leave = app.places.take(caller.userId);
    const end = (json: string) => {
      leave();
      clearTimeout(timer);
      app.hub.remove(connection);
      resolve(json);
    };
    const connection: Connection = {
      id: newId(),
      ...caller,
      presenceKey: toCredentialKey(caller),
      sendPage: (page) => {
        if (isNews || page.json !== empty.json) end(toBeginning(app, page, query.limit).json);
      },
      sendSignal: ({ type }) => {
        if (type === "typing") end(empty.json);
      },
      // What opened it has ended: the next request is refused.
      close: () => end(empty.json),
    };
    const timer = setTimeout(() => end(toEmptyPage(app)), Math.min(query.wait, limits.waitSeconds) * 1_000);
    reply.raw.once("close", () => end(empty.json));
    app.hub.add(connection);
    if (app.authentication.hasEnded(caller)) return connection.close();
    app.hub.hear(connection);
  });
}

function toBeginning({ tail }: App, page: RawPage, limit: number): RawPage {
  const last = page.entries[limit - 1];
  if (page.entries.length <= limit || !last) return page;
  return encodePage({ entries: page.entries.slice(0, limit), cursor: tail.cursor(last.seq), more: true });
}

/** After a wait without news the cursor still moves: all up to here was not for this person. */
function toEmptyPage({ tail }: App): string {
  return encodePage({ entries: [], cursor: tail.cursor(), more: false }).json;
}
