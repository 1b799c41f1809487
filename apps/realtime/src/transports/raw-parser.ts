import { Decoder, Encoder, type Packet } from "socket.io-parser";
import type { RawPage } from "../log/page.ts";

/** The name under which pages go out on Socket.IO. */
export const EVENTS = "events";

/**
 * Socket.IO's own parser, but a page, whose JSON is there already, is put into its packet as it is instead of being
 * encoded again (L11). On the wire it is an ordinary `events` packet.
 */
class PageEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const page = toPage(packet);
    if (!page) return super.encode(packet);
    const namespace = packet.nsp === "/" ? "" : `${packet.nsp},`;
    return [`${packet.type}${namespace}["${EVENTS}",${page.json}]`];
  }
}

function toPage({ data, id }: Packet): RawPage | undefined {
  if (!Array.isArray(data) || data.length !== 2 || data[0] !== EVENTS || id !== undefined) return undefined;
  return data[1] as RawPage;
}

export const rawParser = { Encoder: PageEncoder, Decoder };
