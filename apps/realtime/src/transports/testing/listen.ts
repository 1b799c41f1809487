import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";

/** What proves who is there: a browser's cookie and origin, or a token. */
export type Proof = Record<string, string>;

/** A device that understands nothing and keeps every character. */
export type Listener = {
  /** Everything that came: frames, blocks or answers, as they came. */
  heard: string[];
  /** Resolves when the server ends it or answers no longer. */
  ended: Promise<void>;
  close(): void;
};

type Line = { url: string; proof: Proof; since: string; hear(text: string): void; signal: AbortSignal };

const followers = {
  websocket: (line: Line) => followSocket(line, "websocket"),
  polling: (line: Line) => followSocket(line, "polling"),
  sse: followStream,
  longPoll: (line: Line) => followPolls(line, 30),
  shortPoll: (line: Line) => followPolls(line, 0),
};

/** What carries the log to a device. */
type Carrier = keyof typeof followers;
export const carriers = Object.keys(followers) as Carrier[];

/** Starts to listen from a cursor. */
export function listen(carrier: Carrier, opening: { url: string; proof: Proof; since: string }): Listener {
  const heard: string[] = [];
  const aborting = new AbortController();
  const { signal } = aborting;
  const ended = followers[carrier]({ ...opening, signal, hear: (text) => void heard.push(text) });
  return { heard, ended: ended.catch(() => undefined), close: () => aborting.abort() };
}

function followSocket({ url, proof, since, hear, signal }: Line, transport: "websocket" | "polling"): Promise<void> {
  const auth = { since };
  const socket = io(url, { transports: [transport], forceNew: true, reconnection: false, extraHeaders: proof, auth });
  // Below the parser: the characters of a frame.
  const { engine } = socket.io;
  engine.on("packet", ({ data }: { data?: unknown }) => hear(String(data)));
  signal.addEventListener("abort", () => socket.disconnect());
  return new Promise((resolve) => {
    socket.once("disconnect", () => resolve());
    socket.once("connect_error", () => resolve());
  });
}

async function followStream({ url, proof, since, hear, signal }: Line): Promise<void> {
  const headers = { ...proof, accept: "text/event-stream" };
  const response = await fetch(`${url}/v1/events?since=${since}`, { headers, signal });
  for await (const bytes of response.body ?? []) hear(Buffer.from(bytes).toString());
}

async function followPolls({ url, proof, since, hear, signal }: Line, wait: number): Promise<void> {
  let cursor = since;
  for (;;) {
    const response = await fetch(`${url}/v1/events?since=${cursor}&wait=${wait}`, { headers: proof, signal });
    if (!response.ok) return;
    const text = await response.text();
    hear(text);
    ({ cursor } = JSON.parse(text) as { cursor: string });
    if (wait === 0) await pause(50);
  }
}
