import type { EventPage, Id, Presence, Result, Signal } from "@hiroba/protocol";
import type { Http } from "./http.ts";
import { type LinkEvents, type LinkStart, type OpenLink, toEnd } from "./link.ts";

/** How long a long poll waits for news at the server, in seconds. */
const LONG_POLL_SECONDS = 20;
/**
 * The first does not wait: it says who this is, brings what was missed, and opens the link. The second waits for so long,
 * enough to tell whether a request that waits is answered here at all.
 */
const SECOND_SECONDS = 1;
/** The pause between two short polls, in milliseconds: with what an answer takes, less than two seconds from word to ear. */
const POLL_MS = 1_500;

/** Long polling: each request waits at the server until there is news. Goes through whatever carries HTTP at all. */
export function createLongPollTransport(http: Http): OpenLink {
  return createPollingTransport(http, { waitSeconds: LONG_POLL_SECONDS, pauseMs: 0 });
}

/** Short polling: asks every second and a half. For proxies that cut requests which take long. */
export function createPollTransport(http: Http): OpenLink {
  return createPollingTransport(http, { waitSeconds: 0, pauseMs: POLL_MS });
}

type Rhythm = { waitSeconds: number; pauseMs: number };

function createPollingTransport(http: Http, rhythm: Rhythm): OpenLink {
  return (start, events) => {
    const abort = new AbortController();
    void poll({ http, rhythm, start, events, signal: abort.signal });
    return { call: http.command, close: () => abort.abort() };
  };
}

type Poll = { http: Http; rhythm: Rhythm; start: LinkStart; events: LinkEvents; signal: AbortSignal };

async function poll({ http, rhythm, start, events, signal }: Poll): Promise<void> {
  let { since } = start;
  const firstWaits = [0, Math.min(SECOND_SECONDS, rhythm.waitSeconds)];
  let presence: string | undefined;
  const toChange = createPresenceChanges();
  for (let asked = 0; !signal.aborted; asked++) {
    const isFirst = asked === 0;
    const waitSeconds = firstWaits[asked] ?? rhythm.waitSeconds;
    const query = { since, limit: start.limit, waitSeconds, hello: isFirst, presence };
    const result = await http.events(query, signal, events.handleBytes);
    if (signal.aborted) return;
    if (!isPage(result)) return events.handleEnd(toEnd(result.ok ? null : result.error, !isFirst));
    const { hello, signals = [] } = result.data;
    if (hello) events.handleHello(hello);
    events.handlePage(result.data);
    for (const news of signals) events.handleSignal(toChange(news));
    ({ cursor: since, presence } = result.data);
    if (!result.data.more && rhythm.pauseMs > 0) await pause(rhythm.pauseMs, signal);
  }
}

/** A proxy's page with status 200 is no answer. */
function isPage(result: Result<EventPage>): result is { ok: true; data: EventPage } {
  return result.ok && Array.isArray(result.data?.events) && typeof result.data.cursor === "string";
}

/** A poll tells everybody who is there, where other transports tell the changes: who is missing has gone. */
function createPresenceChanges(): (signal: Signal) => Signal {
  let there: Record<Id, Presence> = {};
  return (signal) => {
    if (signal.type !== "presence") return signal;
    const gone = Object.keys(there).filter((userId) => !signal.people[userId]);
    there = signal.people;
    return { ...signal, people: { ...Object.fromEntries(gone.map((userId) => [userId, "offline"])), ...there } };
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
