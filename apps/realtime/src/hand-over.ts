import type { Hub } from "./hub.ts";

/** Devices that a stopping node parts with in a second, and how long it takes over all of them at most. */
const PER_SECOND = 200;
const LONGEST_MS = 5_000;
const STEP_MS = 20;

/**
 * Ends every connection, in no particular order and spread over a time that grows with their number, so that those who
 * come back do not come to the other nodes all at once. Until its turn comes a device is served as ever.
 */
export async function handOver(hub: Hub): Promise<void> {
  const connections = shuffle([...hub.all()]);
  const total = Math.min(LONGEST_MS, (connections.length / PER_SECOND) * 1_000);
  const startedAt = performance.now();
  for (let ended = 0; ended < connections.length; ) {
    const share = total === 0 ? 1 : (performance.now() - startedAt) / total;
    const due = Math.max(1, Math.ceil(share * connections.length));
    for (const connection of connections.slice(ended, due)) connection.close();
    ended = Math.max(ended, due);
    if (ended < connections.length) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  // Who came in the meantime, over a connection that was open already.
  for (const connection of [...hub.all()]) connection.close();
}

function shuffle<Item>(items: Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
