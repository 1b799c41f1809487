import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** A WebSocket of the load: as little as RFC 6455 allows, so that the load's core is not what is measured. */
export type Wire = { send(text: string): void; cut(): void };

/** How many wires a server has ended that were open. */
export const lost = { wires: 0 };

const TEXT = 1;
const MASKED = 0x80;

const AGAIN_MS = 500;

/** One buffer that all sockets read into, one after the other: what stays is copied. */
const READ = Buffer.allocUnsafe(65_536);

/** Opens a WebSocket. Understands whole text messages in ASCII from the server, which is all that the peers send. */
export function openWire(url: string, from: string | undefined, onText: (text: string) => void): Wire {
  const { hostname, port, pathname, search } = new URL(url);
  let isOpen = false;
  let pending: Pending = NOTHING;
  const take = (bytes: Buffer) => {
    if (isOpen) return readFrames(bytes, onText);
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) return keep(bytes, bytes.length + 1);
    if (!bytes.toString("latin1", 0, 12).endsWith("101"))
      throw new Error(`No WebSocket: ${bytes.toString("latin1", 0, end)}`);
    isOpen = true;
    return readFrames(bytes.subarray(end + 4), onText);
  };
  const read = (chunk: Buffer) => {
    let rest = chunk;
    while (pending.length > 0) {
      const { bytes, length } = pending;
      const taken = rest.copy(bytes, length);
      rest = rest.subarray(taken);
      pending = length + taken < bytes.length ? { bytes, length: length + taken } : take(bytes);
      if (rest.length === 0) return;
    }
    pending = take(rest);
  };
  let isCut = false;
  const dial = (): Socket => {
    const next = connect({
      host: hostname,
      port: Number(port),
      ...(from ? { localAddress: from } : {}),
      onread: {
        buffer: READ,
        callback: (count) => {
          read(READ.subarray(0, count));
          return true;
        },
      },
    });
    next.setNoDelay(true);
    next.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    );
    next.on("error", () => undefined);
    // A server with more to do than its queue holds lets connections go before it has seen them; clients come again.
    next.on("close", () => {
      if (isCut) return;
      if (isOpen) {
        lost.wires++;
        return;
      }
      setTimeout(() => {
        if (!isCut) socket = dial();
      }, AGAIN_MS);
    });
    return next;
  };
  let socket = dial();
  return {
    send: (text) => void socket.write(toFrame(text)),
    cut: () => {
      isCut = true;
      socket.destroy();
    },
  };
}

/** What has arrived of a frame: `length` bytes of as many as `bytes` has room for. */
type Pending = { bytes: Buffer; length: number };

const NOTHING: Pending = { bytes: Buffer.alloc(0), length: 0 };

function keep(bytes: Buffer, size: number): Pending {
  const room = Buffer.allocUnsafe(size);
  bytes.copy(room);
  return { bytes: room, length: bytes.length };
}

/** Hands out the whole frames of what has arrived and answers what is left. */
function readFrames(bytes: Buffer, onText: (text: string) => void): Pending {
  let at = 0;
  for (;;) {
    const size = toSize(bytes, at);
    if (bytes.length - at < size) return at === bytes.length ? NOTHING : keep(bytes.subarray(at), size);
    const header = toHeader(bytes, at);
    if (((bytes[at] ?? 0) & 0x0f) === TEXT) onText(bytes.toString("latin1", at + header, at + size));
    at += size;
  }
}

function toHeader(bytes: Buffer, at: number): number {
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  return short === 126 ? 4 : short === 127 ? 10 : 2;
}

/** How long the frame is that begins here, its header included; more than there is, where that does not tell yet. */
function toSize(bytes: Buffer, at: number): number {
  const header = toHeader(bytes, at);
  if (bytes.length - at < header) return header;
  if (header === 2) return 2 + ((bytes[at + 1] ?? 0) & 0x7f);
  return header + (header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)));
}

/** A text message as a client sends it. The mask is of zeros: it is there to confuse proxies, and there are none. */
function toFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 6 : 8;
  const frame = Buffer.alloc(header + length);
  frame[0] = 0x80 | TEXT;
  frame[1] = MASKED | Math.min(length, 126);
  if (length >= 126) frame.writeUInt16BE(length, 2);
  frame.write(text, header);
  return frame;
}
