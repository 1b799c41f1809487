import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A WebSocket below the protocol: what is written are frames, right or wrong. */
export type RawSocket = {
  tcp: Socket;
  closed: Promise<unknown>;
  /**
   * Resolves when the server has said that it closes, with the code that it gave, or has; it then waits half a minute for
   * the same from us.
   */
  dismissed: Promise<unknown>;
};

/** Asks for an upgrade by hand and resolves when it is granted; nothing is read from then on unless somebody does. */
export async function upgrade(url: string, headers: Record<string, string>): Promise<RawSocket> {
  const { port, hostname, host } = new URL(url);
  const tcp = connect(Number(port), hostname);
  const closed = new Promise((resolve) => tcp.once("close", resolve));
  tcp.on("error", () => undefined);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  tcp.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${lines.join("")}\r\n`,
  );
  const [answer] = (await once(tcp, "data")) as [Buffer];
  if (!answer.toString("latin1").startsWith("HTTP/1.1 101 ")) throw new Error(answer.toString("latin1"));
  return { tcp, closed, dismissed: Promise.race([closed, hearGoodbye(tcp)]) };
}

function hearGoodbye(tcp: Socket): Promise<number | null> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve) => {
    tcp.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let size = toSize(bytes); bytes.length >= size; size = toSize(bytes)) {
        if (((bytes[0] ?? 0) & 0x0f) === opcodes.close) resolve(size < 4 ? null : bytes.readUInt16BE(2));
        bytes = bytes.subarray(size);
      }
    });
  });
}

/** The length of the first frame with its head; endless until that is known. */
function toSize(bytes: Buffer): number {
  if (bytes.length < 10)
    return bytes.length >= 2 && (bytes[1] ?? 0) < 126 ? 2 + (bytes[1] ?? 0) : Number.POSITIVE_INFINITY;
  const length = bytes[1] ?? 0;
  if (length < 126) return 2 + length;
  return length === 126 ? 4 + bytes.readUInt16BE(2) : 10 + Number(bytes.readBigUInt64BE(2));
}

/** A frame as a client sends it, masked with zeros, which change nothing. */
export function toFrame(opcode: number, payload: string | Buffer, { final = true } = {}): Buffer {
  const data = Buffer.from(payload);
  const length = data.length < 126 ? [data.length] : [126, data.length >> 8, data.length & 255];
  const [first = 0, ...rest] = length;
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, 0x80 | first, ...rest, 0, 0, 0, 0]), data]);
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9 } as const;

/** Writes until the other side has closed or so much was written. Answers how many bytes went out. */
export async function flood({ tcp, closed }: RawSocket, chunk: Buffer, limit: number): Promise<number> {
  let [written, isClosed] = [0, false];
  const end = closed.then(() => {
    isClosed = true;
  });
  while (!isClosed && written < limit) {
    written += chunk.length;
    if (!tcp.write(chunk)) await Promise.race([once(tcp, "drain").catch(() => undefined), end]);
  }
  return written;
}
