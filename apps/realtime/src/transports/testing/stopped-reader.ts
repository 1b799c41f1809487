import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { PROTOCOL_VERSION } from "@hiroba/protocol";
import { toAuthorization } from "../../testing/device.ts";

/** Somebody who asks for the log, by bare TCP, and then reads nothing. */
export type StoppedReader = {
  /** Reads at last what is there, and tells how many bytes were, when the node has ended the connection or there is no more. */
  readToEnd(): Promise<number>;
  close(): void;
};

export type Reading = { url: string; token: string; since: string };
export type Carrier = keyof typeof openers;

const openers = { websocket: openWebSocket, polling: openPolling, sse: openEvents, "long-poll": openLongPoll };
export const carriers = Object.keys(openers) as Carrier[];

/** Opens a connection that is never read from. */
export async function stopReading(carrier: Carrier, reading: Reading): Promise<StoppedReader> {
  const socket = await openers[carrier](reading);
  socket.pause();
  return {
    readToEnd: () => readToEnd(socket),
    close: () => socket.destroy(),
  };
}

/** A connection that has gone quiet holds nothing more. */
const QUIET_MS = 1_500;

function readToEnd(socket: Socket): Promise<number> {
  let read = 0;
  return new Promise((resolve) => {
    socket.on("data", (bytes) => {
      read += bytes.length;
    });
    socket.setTimeout(QUIET_MS, () => resolve(read));
    socket.on("close", () => resolve(read));
    socket.resume();
  });
}

async function open({ url }: Reading): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

async function openWebSocket(reading: Reading): Promise<Socket> {
  const socket = await open(reading);
  const key = randomBytes(16).toString("base64");
  const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}`;
  socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n\r\n`);
  await once(socket, "data");
  socket.write(toTextFrame(toConnectPacket(reading)));
  return socket;
}

async function openPolling(reading: Reading): Promise<Socket> {
  const path = "/socket.io/?EIO=4&transport=polling";
  const opened = await (await fetch(`${reading.url}${path}`)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  await fetch(`${reading.url}${path}&sid=${sid}`, { method: "POST", body: toConnectPacket(reading) });
  const socket = await open(reading);
  socket.write(`GET ${path}&sid=${sid} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return socket;
}

function openEvents(reading: Reading): Promise<Socket> {
  return request(reading, `/v1/events?since=${reading.since}`, { accept: "text/event-stream" });
}

function openLongPoll(reading: Reading): Promise<Socket> {
  return request(reading, `/v1/events?since=${reading.since}&wait=25`, {});
}

async function request(reading: Reading, path: string, headers: Record<string, string>): Promise<Socket> {
  const socket = await open(reading);
  const all = Object.entries({ host: "x", connection: "close", ...toAuthorization(reading), ...headers });
  socket.write(`GET ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  return socket;
}

function toConnectPacket({ token, since }: Reading): string {
  return `40${JSON.stringify({ token, since, protocol: PROTOCOL_VERSION })}`;
}

/** A client's frames are masked; a mask of zeros leaves the text as it is. */
export function toTextFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(payload.length);
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126]), length, Buffer.alloc(4), payload]);
}
