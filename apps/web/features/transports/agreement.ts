import type { ClientView } from "@hiroba/client";
import { readCursor } from "@hiroba/protocol";
import { checksumOf } from "./checksum";

/** What a lane holds of the room, and up to where. */
export type Holding = { checksum: string | null; seq: number };

/**
 * `agree`: all hold the same. `partly`: those that have come furthest do, the others are on their way. `differ`: two that
 * stand at the same position hold different things, which must not happen.
 */
export type Agreement = { kind: "loading" | "agree" | "partly" | "differ"; agreeing: number; checksum: string | null };

export function toHolding({ state, connection }: ClientView, roomId: string | null): Holding {
  const cursor = readCursor(connection.cursor);
  return { checksum: state && roomId ? checksumOf(state, roomId) : null, seq: cursor?.seq ?? -1 };
}

export function compare(holdings: readonly Holding[]): Agreement {
  const held = holdings.filter(({ checksum }) => checksum !== null);
  const furthest = Math.max(...held.map(({ seq }) => seq));
  const checksum = held.find(({ seq }) => seq === furthest)?.checksum ?? null;
  const agreeing = held.filter((it) => it.checksum === checksum).length;
  const differs = held.some((left) => held.some((right) => left.seq === right.seq && left.checksum !== right.checksum));
  if (held.length === 0) return { kind: "loading", agreeing: 0, checksum: null };
  if (agreeing === holdings.length) return { kind: "agree", agreeing, checksum };
  return { kind: differs ? "differ" : "partly", agreeing, checksum };
}
