import type { Socket } from "socket.io";
import { Decoder, Encoder, type Packet, PacketType } from "socket.io-parser";
import type { RawPage } from "../log/page.ts";

/** The name under which pages go out on Socket.IO. */
const EVENTS = "events";

/** Socket.IO's own encoder for a server that sends JSON alone: nothing is searched for binary data. */
class JsonEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const { type, id, data, nsp } = packet;
    if (nsp !== "/" || (type !== PacketType.EVENT && type !== PacketType.ACK)) return super.encode(packet);
    return [`${type}${id ?? ""}${JSON.stringify(data)}`];
  }
}

/** What nobody has to say: an answer, since nothing is asked of clients, and anything in another namespace than the one. */
const UNHEARD = /^(?:[36]|\d(?:\d+-)?\/)/u;

/** Socket.IO's own decoder, but what it would pass over without a word, however much comes, closes the connection. */
class StrictDecoder extends Decoder {
  override add(chunk: unknown): void {
    if (typeof chunk === "string" && UNHEARD.test(chunk)) throw new Error("Nothing of this kind is heard here.");
    super.add(chunk);
  }
}

export const jsonParser = { Encoder: JsonEncoder, Decoder: StrictDecoder };

/** A page as an `events` packet, and as the frame in which a WebSocket carries it. */
type PagePacket = { text: string; options: { wsPreEncodedFrame: [frame: Buffer] } };

const packets = new WeakMap<RawPage, PagePacket>();

/**
 * Sends one device a page. Its JSON is there already (L11), and packet and frame are made once for all who get it. On the
 * wire it is an ordinary event.
 */
export function sendPage({ conn }: Socket, page: RawPage): void {
  const packet = packets.get(page) ?? toPacket(page);
  conn.write(packet.text, packet.options as object);
}

function toPacket(page: RawPage): PagePacket {
  const text = `${PacketType.EVENT}["${EVENTS}",${page.json}]`;
  const packet: PagePacket = { text, options: { wsPreEncodedFrame: [toFrame(text)] } };
  packets.set(page, packet);
  return packet;
}

const MESSAGE = "4";
const FINAL_TEXT = 0x81;

/** An Engine.IO message as an unmasked WebSocket text frame (RFC 6455, section 5.2), in one piece: one write. */
function toFrame(text: string): Buffer {
  const length = Buffer.byteLength(text) + MESSAGE.length;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  frame[1] = header === 2 ? length : header === 4 ? 126 : 127;
  if (header === 4) frame.writeUInt16BE(length, 2);
  if (header === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(MESSAGE + text, header);
  return frame;
}
