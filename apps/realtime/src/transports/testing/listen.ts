import { setTimeout as pause } from "node:timers/promises";
import { type EventPage, type Id, newId } from "@hiroba/protocol";
import { io } from "socket.io-client";
import { expect, vi } from "vitest";
import type { Browser } from "../../authentication/testing/browser.ts";

/** What proves who is there: a browser's cookie and origin, or a token. */
export type Proof = Record<string, string>;

export function cookieOf(browser: Browser, at: string): Proof {
  return { cookie: browser.cookie ?? "", origin: at };
}

/** A new token of whoever is signed in. */
export async function makeToken(browser: Browser): Promise<{ id: Id; secret: string }> {
  const { token, secret } = await browser.must("token.create", { id: newId(), name: "script" });
  return { id: token.id, secret };
}

/** The same as a header. */
export async function tokenOf(browser: Browser): Promise<{ id: Id; proof: Proof }> {
  const { id, secret } = await makeToken(browser);
  return { id, proof: { authorization: `Bearer ${secret}` } };
}

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

/** Starts to read a page that never ends. */
export function listenToPage(url: string, { path, proof }: { path: string; proof: (at: string) => Proof }): Listener {
  const heard: string[] = [];
  const aborting = new AbortController();
  const { signal } = aborting;
  const ended = follow(url + path, { headers: proof(url), signal }, (text) => void heard.push(text));
  return { heard, ended: ended.catch(() => undefined), close: () => aborting.abort() };
}

/** Listeners on every carrier and all nodes. */
export function listenEverywhere(urls: string[], proof: (at: string) => Proof, since: string): Listener[] {
  return urls.flatMap((at) => carriers.map((carrier) => listen(carrier, { url: at, proof: proof(at), since })));
}

/** Waits until each has heard it. */
export async function hearsAll(listeners: Listener[], text: string): Promise<void> {
  const deaf = () => listeners.filter(({ heard }) => !heard.join("").includes(text));
  await vi.waitFor(() => expect(deaf()).toEqual([]), { timeout: 5_000 });
}

/** The head of the log. */
export async function readCursor(url: string, proof: Proof): Promise<string> {
  const page = (await (await fetch(`${url}/v1/events`, { headers: proof })).json()) as EventPage;
  return page.cursor;
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

function followStream({ url, proof, since, hear, signal }: Line): Promise<void> {
  const headers = { ...proof, accept: "text/event-stream" };
  return follow(`${url}/v1/events?since=${since}`, { headers, signal }, hear);
}

async function follow(url: string, init: RequestInit, hear: Line["hear"]): Promise<void> {
  const response = await fetch(url, init);
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
