import type { Socket } from "socket.io";
import { Decoder, Encoder, type Packet, PacketType } from "socket.io-parser";
import type { RawPage } from "../log/page.ts";

/** The name under which pages go out on Socket.IO. */
export const EVENTS = "events";

/**
 * Socket.IO's own parser for a server that sends JSON alone: a page, whose JSON is there already, is put into its packet
 * as it is instead of being encoded again (L11), and nothing is searched for binary data. On the wire all of them are
 * ordinary packets.
 */
class JsonEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const { type, id, data, nsp } = packet;
    if (nsp !== "/" || (type !== PacketType.EVENT && type !== PacketType.ACK)) return super.encode(packet);
    const [name, page] = data;
    if (type === PacketType.EVENT && name === EVENTS) return [toPacket(page).text];
    return [`${type}${id ?? ""}${JSON.stringify(data)}`];
  }
}

export const jsonParser = { Encoder: JsonEncoder, Decoder };

/** What Engine.IO takes beside a text: the same as a WebSocket frame, for connections that are one. */
type Options = { wsPreEncodedFrame: [header: Buffer, payload: Buffer] };

/** Sends one device a page. What several get by themselves, as when all come back at once, is encoded once for all. */
export function sendPage(socket: Socket, page: RawPage): void {
  const { text, options } = toPacket(page);
  socket.conn.write(text, options as object);
}

type PagePacket = { text: string; readonly options: Options };

const packets = new WeakMap<RawPage, PagePacket>();

function toPacket(page: RawPage): PagePacket {
  const held = packets.get(page);
  if (held) return held;
  const text = `${PacketType.EVENT}["${EVENTS}",${page.json}]`;
  let options: Options | undefined;
  const packet = {
    text,
    // Broadcasts make a frame of their own.
    get options() {
      options ??= { wsPreEncodedFrame: toFrame(text) };
      return options;
    },
  };
  packets.set(page, packet);
  return packet;
}

const MESSAGE = "4";
const FINAL_TEXT = 0x81;

/** An Engine.IO message as an unmasked WebSocket text frame (RFC 6455, section 5.2). */
function toFrame(text: string): [header: Buffer, payload: Buffer] {
  const payload = Buffer.from(MESSAGE + text);
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = FINAL_TEXT;
  if (header.length === 2) header[1] = length;
  else if (header.length === 4) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return [header, payload];
}
