import { toPercentile } from "./percentile.ts";

/** What a process held so many hours after the beginning. */
export type MemorySample = { hours: number; mebibytes: number };

/** Until then a node fills what it may hold, such as the newest events (L8): that is no leak. */
const WARM_HOURS = 1;
/** In less than this one per cent of growth is less than what chance does. */
const LEAST_HOURS = 1;

/**
 * How fast memory grows once the node is warm, in per cent an hour; null when the time was too short to tell. It is the
 * median of the slopes between all pairs of samples (Theil and Sen), which a few odd samples do not move.
 */
export function toSlope(samples: readonly MemorySample[]): number | null {
  const warm = samples.filter(({ hours }) => hours >= WARM_HOURS);
  const [first, last] = [warm[0], warm.at(-1)];
  if (!first || !last || last.hours - first.hours < LEAST_HOURS) return null;
  const slopes = warm.flatMap((from, index) =>
    warm.slice(index + 1).map((to) => (to.mebibytes - from.mebibytes) / (to.hours - from.hours)),
  );
  const level = toPercentile(
    warm.map(({ mebibytes }) => mebibytes),
    0.5,
  );
  return (toPercentile(slopes, 0.5) / level) * 100;
}
