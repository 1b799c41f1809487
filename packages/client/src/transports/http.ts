import {
  type CommandName,
  type EventPage,
  type Id,
  PROTOCOL_VERSION,
  type Result,
  type Snapshot,
} from "@hiroba/protocol";
import { toFailure, toForeign, toUnavailable } from "../failures.ts";
import { createWatch } from "../watch.ts";
import type { LinkStart, Traffic } from "./link.ts";

export type HttpOptions = {
  url: string;
  token?: string | undefined;
  count(traffic: Partial<Traffic>): void;
};

/** One request: `quietMs` is how long it may be silent, `handleChunk` gets the body of a good answer as it comes. */
export type Exchange = {
  path: string;
  accept: string;
  body?: string;
  quietMs: number;
  /** Only whom this is for is to be answered; without it, whoever is signed in. */
  userId?: Id | null;
  signal?: AbortSignal | undefined;
  handleChunk(chunk: Uint8Array): void;
};

/** The plain HTTP side of the contract. Nothing here rejects. */
export type Http = {
  /** Runs any request; `ok` when it was answered with success and the body has ended. */
  exchange(exchange: Exchange): Promise<Result<null>>;
  command(name: CommandName, input: unknown, timeoutMs: number): Promise<Result<unknown>>;
  events(query: EventsQuery, signal: AbortSignal, handleBytes: () => void): Promise<Result<EventPage>>;
  snapshot(roomIds: readonly string[], signal: AbortSignal): Promise<Result<Snapshot>>;
  /**
   * From now on whatever is asked, but for who is signed in, is asked for this person: a browser's session may become
   * another's at any time, and what is held and typed must neither be mixed with nor told as theirs.
   */
  speakFor(userId: Id | null): void;
  /** Whether the server, or at least something in its place, answers at all. */
  isReachable(): Promise<boolean>;
};

/** `waitSeconds` 0 is a short poll. `hello` asks who this is. `presence` is what the last page gave. */
export type EventsQuery = LinkStart & { waitSeconds: number; hello: boolean; presence: string | undefined };

/** Shows the server that a request comes from a Hiroba client and not from another site's form or image. */
export const clientHeader = { "x-hiroba-client": String(PROTOCOL_VERSION) };

/** Says whom a request is for; of a session that is another's it is refused as `UNAUTHENTICATED`. */
const USER_HEADER = "x-hiroba-user";

const JSON_TYPE = "application/json";
const ANSWER_MS = 10_000;
/** How much longer than it was asked to wait a long poll may take; with LONG_POLL_SECONDS this makes SILENCE_MS. */
const LATE_MS = 4_000;
const REACHABLE_MS = 4_000;

type JsonExchange = Omit<Exchange, "accept" | "handleChunk"> & { handleBytes?: () => void };

/** What `/v1/events` is asked for, whether it streams or not. */
export function toStartQuery({ since, limit }: LinkStart): Record<string, string> {
  return { ...(since && { since }), ...(limit && { limit: String(limit) }) };
}

/** The address under which the contract's paths lie. */
export function toBase(url: string): URL {
  const base = new URL(url || location.origin);
  return base.pathname.endsWith("/") ? base : new URL(`${base.pathname}/`, base);
}

/** The HTTP side of one server, as one person. */
export function createHttp({ url, token, count }: HttpOptions): Http {
  let person: Id | null = null;

  const exchange = async (request: Exchange): Promise<Result<null>> => {
    const abort = new AbortController();
    const hangUp = () => abort.abort();
    request.signal?.addEventListener("abort", hangUp);
    const watch = createWatch(request.quietMs, hangUp);
    try {
      if (request.signal?.aborted) hangUp();
      const response = await ask(request, abort.signal);
      const refusal = response.ok ? undefined : collectJson();
      const handleChunk = refusal?.handleChunk ?? request.handleChunk;
      for await (const chunk of readChunks(response, watch.note)) {
        count({ bytesIn: chunk.length });
        handleChunk(chunk);
      }
      return refusal ? toRefusal(response.status, refusal.read()) : { ok: true, data: null };
    } catch (error) {
      const reason = request.signal?.aborted ? "closed" : abort.signal.aborted ? "timeout" : "network";
      return { ok: false, error: toUnavailable(reason, String(error)) };
    } finally {
      watch.stop();
      request.signal?.removeEventListener("abort", hangUp);
    }
  };

  const ask = (request: Exchange, signal: AbortSignal): Promise<Response> => {
    const body = request.body === undefined ? undefined : new TextEncoder().encode(request.body);
    count({ requests: 1, bytesOut: body?.length ?? 0 });
    const headers = new Headers({ accept: request.accept, ...clientHeader });
    if (body) headers.set("content-type", JSON_TYPE);
    if (request.userId) headers.set(USER_HEADER, request.userId);
    if (token) headers.set("authorization", `Bearer ${token}`);
    return fetch(new URL(request.path, toBase(url)), {
      method: body ? "POST" : "GET",
      headers,
      body: body ?? null,
      signal,
      cache: "no-store",
      credentials: "include",
    });
  };

  const askJson = async ({ handleBytes, ...request }: JsonExchange): Promise<Result<unknown>> => {
    const body = collectJson();
    const handleChunk = (chunk: Uint8Array) => {
      body.handleChunk(chunk);
      handleBytes?.();
    };
    const result = await exchange({ ...request, accept: JSON_TYPE, handleChunk });
    if (!result.ok) return result;
    const data = body.read();
    if (data === undefined) return { ok: false, error: toUnavailable("foreign", "The answer is not JSON") };
    return { ok: true, data };
  };

  return {
    exchange,
    command: async (name, input, timeoutMs) => {
      const path = `v1/commands/${name}`;
      const result = await askJson({ path, body: JSON.stringify(input), quietMs: timeoutMs, userId: person });
      return result.ok ? toAnswer(result.data) : result;
    },
    events: async ({ waitSeconds, hello, presence, ...start }, signal, handleBytes) => {
      const query = new URLSearchParams({ wait: String(waitSeconds), ...toStartQuery(start) });
      if (hello) query.set("hello", "1");
      if (presence) query.set("presence", presence);
      const quietMs = waitSeconds > 0 ? waitSeconds * 1_000 + LATE_MS : ANSWER_MS;
      const userId = hello ? null : person;
      return (await askJson({ path: `v1/events?${query}`, quietMs, userId, signal, handleBytes })) as Result<EventPage>;
    },
    snapshot: async (roomIds, signal) => {
      const path = `v1/snapshot${roomIds.length > 0 ? `?rooms=${roomIds.join(",")}` : ""}`;
      const result = await askJson({ path, quietMs: ANSWER_MS * 2, userId: person, signal });
      if (!result.ok) return result;
      return isSnapshot(result.data) ? { ok: true, data: result.data } : toRefusal(200, result.data);
    },
    speakFor: (userId) => {
      person = userId;
    },
    isReachable: async () => {
      const request = { path: "health", accept: "*/*", quietMs: REACHABLE_MS, handleChunk: () => undefined };
      return (await exchange(request)).ok;
    },
  };
}

async function* readChunks(response: Response, note: () => void): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  for (note(); reader; note()) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Gathers a body and reads it as JSON; undefined when it is none. */
function collectJson() {
  const decoder = new TextDecoder();
  let text = "";
  return {
    handleChunk: (chunk: Uint8Array) => {
      text += decoder.decode(chunk, { stream: true });
    },
    read: (): unknown => {
      try {
        return JSON.parse(text + decoder.decode());
      } catch {
        return undefined;
      }
    },
  };
}

/** A success is wrapped a second time on the wire, as it is on a socket. Whatever else a proxy answers is none. */
function toAnswer(body: unknown): Result<unknown> {
  if (isObject(body) && body.ok === true && isObject(body.data)) return { ok: true, data: body.data };
  return toRefusal(200, body);
}

function isSnapshot(body: unknown): body is Snapshot {
  return isObject(body) && isObject(body.state) && typeof body.cursor === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function toRefusal(status: number, body: unknown): Result<never> {
  const failure = isObject(body) ? toFailure(body.error) : undefined;
  return { ok: false, error: failure ?? toForeign(status) };
}
