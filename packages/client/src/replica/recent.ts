import type { Envelope } from "@hiroba/protocol";

/** The envelopes applied lately: every one after `from` that this device heard. */
export type Recent = { readonly from: number; readonly envelopes: readonly Envelope[] };

const KEPT = 2_000;

/** Nothing applied yet since `seq`. */
export function recentFrom(seq: number): Recent {
  return { from: seq, envelopes: [] };
}

/** With more envelopes, older ones dropped: between 2,000 and 4,000 stay, so that trimming costs little per event. */
export function remember({ from, envelopes }: Recent, applied: readonly Envelope[]): Recent {
  const all = [...envelopes, ...applied];
  if (all.length <= KEPT * 2) return { from, envelopes: all };
  return { from: all.at(-KEPT - 1)?.seq ?? from, envelopes: all.slice(-KEPT) };
}

/**
 * Whether a page of a room's history read as of `seq` can be brought up to date with these: they reach back to it, and
 * the person was in the room all the time since (what was said while away is in none of them).
 */
export function bridges({ from, envelopes }: Recent, roomId: string, seq: number): boolean {
  if (seq < from) return false;
  return !envelopes.some(
    ({ seq: at, event }) =>
      at > seq &&
      ((event.type === "room.joined" && event.entry.room.id === roomId) ||
        (event.type === "room.left" && event.roomId === roomId)),
  );
}
