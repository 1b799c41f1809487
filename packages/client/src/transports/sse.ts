import type { EventPage, Hello, Signal } from "@hiroba/protocol";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { toParting } from "../failures.ts";
import { type Http, toStartQuery } from "./http.ts";
import { type LinkEvents, type LinkStart, type OpenLink, SILENCE_MS, toEnd } from "./link.ts";

/**
 * Server-sent events, read from a streaming `fetch`: unlike `EventSource` it carries an access token, works in Node, and
 * lets bytes be counted. Commands go by plain requests.
 */
export function createSseTransport(http: Http): OpenLink {
  return (start, events) => {
    const abort = new AbortController();
    void follow({ http, start, events, signal: abort.signal });
    return {
      call: http.command,
      close: () => abort.abort(),
    };
  };
}

type Following = { http: Http; start: LinkStart; events: LinkEvents; signal: AbortSignal };

async function follow({ http, start, events, signal }: Following): Promise<void> {
  const reader = createSseReader(events);
  const result = await http.exchange({
    path: `v1/events?${new URLSearchParams(toStartQuery(start))}`,
    accept: "text/event-stream",
    quietMs: SILENCE_MS,
    signal,
    handleChunk: (chunk) => {
      if (signal.aborted) return;
      events.handleBytes();
      reader.feed(chunk);
    },
  });
  if (signal.aborted) return;
  if (reader.isParted()) return events.handleEnd({ cause: "dropped", failure: toParting() });
  events.handleEnd(toEnd(result.ok ? null : result.error, reader.isOpen()));
}

/** Reads a stream of server-sent events from chunks that may be cut anywhere, inside a character or a line end too. */
export function createSseReader(events: Pick<LinkEvents, "handleHello" | "handlePage" | "handleSignal">) {
  const decoder = new TextDecoder();
  let isOpen = false;
  let isParted = false;
  const handleEvent = ({ event, data }: EventSourceMessage) => {
    isOpen = true;
    if (event === "hello") events.handleHello(JSON.parse(data) as Hello);
    else if (event === "event") events.handlePage(JSON.parse(data) as EventPage);
    else if (event === "goodbye") isParted = true;
    else if (event === "signal") events.handleSignal(JSON.parse(data) as Signal);
  };
  const parser = createParser({ onEvent: handleEvent });
  return {
    feed: (chunk: Uint8Array) => parser.feed(decoder.decode(chunk, { stream: true })),
    /** Whether anything has come yet. */
    isOpen: () => isOpen,
    /** Whether the server has said that it ends the stream. */
    isParted: () => isParted,
  };
}
