import { randomBytes } from "node:crypto";
import { connect } from "node:net";

/** A WebSocket of the load: as little as RFC 6455 allows, so that the load's core is not what is measured. */
export type Wire = { send(text: string): void; cut(): void };

const TEXT = 1;
const MASKED = 0x80;

/** Opens a WebSocket. Understands whole text messages in ASCII from the server, which is all that the peers send. */
export function openWire(url: string, from: string | undefined, onText: (text: string) => void): Wire {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...(from ? { localAddress: from } : {}) });
  socket.setNoDelay(true);
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
  );
  let isOpen = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (!isOpen) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!rest.toString("latin1", 0, 12).endsWith("101"))
        throw new Error(`No WebSocket: ${rest.toString("latin1", 0, end)}`);
      isOpen = true;
      rest = rest.subarray(end + 4);
    }
    rest = readFrames(rest, onText);
  });
  socket.on("error", () => undefined);
  return { send: (text) => void socket.write(toFrame(text)), cut: () => void socket.destroy() };
}

/** Hands out the whole frames of what has arrived and answers what is left. */
function readFrames(bytes: Buffer, onText: (text: string) => void): Buffer {
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const header = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length - at < header) break;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    if (bytes.length - at < header + length) break;
    if (((bytes[at] ?? 0) & 0x0f) === TEXT) onText(bytes.toString("latin1", at + header, at + header + length));
    at += header + length;
  }
  return bytes.subarray(at);
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
