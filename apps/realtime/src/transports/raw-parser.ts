import { Decoder, Encoder, type Packet } from "socket.io-parser";
import type { RawPage } from "../log/page.ts";

/** The name under which pages go out on Socket.IO. */
export const EVENTS = "events";

/**
 * Socket.IO's own parser, but a page, whose JSON is there already, is put into its packet as it is instead of being
 * encoded again (L11). On the wire it is an ordinary `events` packet.
 */
class PageEncoder extends Encoder {
  /** A page that several devices get by themselves, as when all come back at once, makes one text. */
  readonly #packets = new WeakMap<RawPage, string>();

  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const page = toPage(packet);
    if (!page) return super.encode(packet);
    const held = this.#packets.get(page);
    if (held) return [held];
    const text = `${packet.type}["${EVENTS}",${page.json}]`;
    this.#packets.set(page, text);
    return [text];
  }
}

function toPage({ data, id }: Packet): RawPage | undefined {
  if (!Array.isArray(data) || data.length !== 2 || data[0] !== EVENTS || id !== undefined) return undefined;
  return data[1] as RawPage;
}

export const rawParser = { Encoder: PageEncoder, Decoder };
