import { Agent, type IncomingMessage, request } from "node:http";
import type { EventPage } from "@hiroba/protocol";
import { countMarks, type Place, readMoment } from "./device.ts";

/*
 * Devices that hear Hiroba's log over plain HTTP and Socket.IO polling, for the comparison of transports. What they count
 * is what goes over the wire: requests, and bytes in both directions with their headers.
 */

export type Wire = { requests: number; bytes: number };
export type Listener = { stop(): void };
type Hear = (count: number, sentAt: number) => void;

export type Listening = Place & { wire: Wire; onReady(): void; onHeard: Hear };

const MARK = '"message.created"';
const POLL_MS = 1_000;

/** Asks every second. */
export function pollNow(place: Listening): Listener {
  return askAgain(place, { wait: 0, pauseMs: POLL_MS });
}

/** Asks, and is answered when there is something. */
export function pollLong(place: Listening): Listener {
  return askAgain(place, { wait: 25, pauseMs: 0 });
}

function askAgain(place: Listening, { wait, pauseMs }: { wait: number; pauseMs: number }): Listener {
  const line = openLine(place);
  let isOver = false;
  const run = async () => {
    let { cursor, presence } = JSON.parse(await line.ask("GET", "/v1/events")) as EventPage;
    place.onReady();
    while (!isOver) {
      const text = await line.ask("GET", `/v1/events?since=${cursor}&wait=${wait}&presence=${presence}`);
      hear(text, place.onHeard);
      ({ cursor, presence } = JSON.parse(text) as EventPage);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
    }
  };
  run().catch((error: unknown) => {
    if (!isOver) throw error;
  });
  return {
    stop: () => {
      isOver = true;
      line.close();
    },
  };
}

/** Reads a stream of server-sent events. */
export function readStream(place: Listening): Listener {
  const line = openLine(place);
  line.stream("/v1/events", { accept: "text/event-stream" }, (text) => {
    if (text.includes("event: hello")) place.onReady();
    hear(text, place.onHeard);
  });
  return { stop: line.close };
}

/** Speaks Socket.IO over HTTP long polling and never upgrades. */
export function pollSocketIo(place: Listening): Listener {
  const line = openLine(place);
  let isOver = false;
  const run = async () => {
    const { sid } = JSON.parse((await line.ask("GET", path())).slice(1)) as { sid: string };
    await line.ask("POST", path(sid), `40${JSON.stringify({ token: place.token, protocol: 1 })}`);
    while (!isOver) {
      const text = await line.ask("GET", path(sid));
      if (text.includes('42["hello"')) place.onReady();
      if (text.split("\u001e").includes("2")) await line.ask("POST", path(sid), "3");
      hear(text, place.onHeard);
    }
  };
  run().catch((error: unknown) => {
    if (!isOver) throw error;
  });
  return {
    stop: () => {
      isOver = true;
      line.close();
    },
  };
}

function path(sid?: string): string {
  return `/socket.io/?EIO=4&transport=polling${sid ? `&sid=${sid}` : ""}`;
}

function hear(text: string, onHeard: Hear): void {
  const count = countMarks(text, MARK);
  if (count > 0) onHeard(count, readMoment(text));
}

function openLine({ url, token, wire }: Listening) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const open = (
    method: string,
    target: string,
    headers: Record<string, string>,
    onAnswer: (answer: IncomingMessage) => void,
  ) => {
    const outgoing = request(`${url}${target}`, {
      method,
      agent,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    outgoing.on("response", (answer) => {
      wire.requests += 1;
      wire.bytes +=
        outgoing.getRawHeaderNames().join("").length + target.length + 180 + answer.rawHeaders.join("    ").length;
      onAnswer(answer);
    });
    outgoing.on("error", () => undefined);
    return outgoing;
  };
  return {
    ask: (method: "GET" | "POST", target: string, body = "") =>
      new Promise<string>((resolve) => {
        const outgoing = open(method, target, body ? { "content-type": "text/plain;charset=UTF-8" } : {}, (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (chunk: string) => {
            text += chunk;
          });
          answer.on("end", () => {
            wire.bytes += Buffer.byteLength(text) + body.length;
            resolve(text);
          });
        });
        outgoing.end(body);
      }),
    stream: (target: string, headers: Record<string, string>, onText: (text: string) => void) => {
      open("GET", target, headers, (answer) => {
        let rest = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          wire.bytes += Buffer.byteLength(chunk);
          const parts = `${rest}${chunk}`.split("\n\n");
          rest = parts.pop() ?? "";
          for (const part of parts) onText(part);
        });
      }).end();
    },
    close: () => agent.destroy(),
  };
}
