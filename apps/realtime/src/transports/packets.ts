import type { Signal } from "@hiroba/protocol";
import type { Socket } from "socket.io";
import { Decoder, Encoder, type Packet, PacketType } from "socket.io-parser";
import type { RawPage } from "../log/page.ts";
import { encodeOnce } from "./encode-once.ts";

/** The names under which pages and signals go out on Socket.IO. */
const EVENTS = "events";
const SIGNAL = "signal";

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

/** Something said to many, as a packet's text and as the frame in which a WebSocket carries it. */
type SharedPacket = { text: string; options: { wsPreEncodedFrame: [frame: Buffer] } };

const toPagePacket = encodeOnce((page: RawPage) => toPacket(EVENTS, page.json));
const toSignalPacket = encodeOnce((signal: Signal) => toPacket(SIGNAL, JSON.stringify(signal)));

/** Sends one device a page. Its JSON is there already (L11), and on the wire it is an ordinary event. */
export function sendPage(socket: Socket, page: RawPage): void {
  send(socket, toPagePacket(page));
}

/** Sends one device a signal. */
export function sendSignal(socket: Socket, signal: Signal): void {
  send(socket, toSignalPacket(signal));
}

function send({ conn }: Socket, { text, options }: SharedPacket): void {
  conn.write(text, options as object);
}

function toPacket(name: string, json: string): SharedPacket {
  const text = `${PacketType.EVENT}["${name}",${json}]`;
  return { text, options: { wsPreEncodedFrame: [toFrame(text)] } };
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
