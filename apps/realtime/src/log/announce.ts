import type { Hub } from "../hub.ts";
import { encodePage } from "./page.ts";
import type { Tail } from "./tail.ts";

const INTERVAL_MS = 10_000;

/**
 * Tells everybody now and then how far the log has come, by a page without events: to whom most events are not addressed,
 * whose cursor would otherwise stay behind until it is out of reach (L9), and whose outbox waits to have passed the seq
 * of an answer. One page for all (L11), and none while nothing happens. Whoever has joined has been sent everything for
 * them up to the tail's position, so the page says nothing but the truth.
 */
export function createAnnouncer({ tail, hub }: { tail: Tail; hub: Hub }): { close(): void } {
  let announced = tail.position();
  const timer = setInterval(() => {
    const seq = tail.position();
    if (seq === announced) return;
    announced = seq;
    hub.announce(encodePage({ entries: [], cursor: tail.cursor(seq), more: false }));
  }, INTERVAL_MS);
  return { close: () => clearInterval(timer) };
}
