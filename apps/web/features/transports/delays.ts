/** How long messages took, in milliseconds; null where nothing was measured. */
export type Delays = { last: number | null; median: number | null; slowest: number | null; count: number };

/** How many of the last messages count. */
const COUNTED = 20;

/** Sums up delays, oldest first. */
export function summarise(delays: readonly number[]): Delays {
  const counted = delays.slice(-COUNTED);
  const sorted = [...counted].sort((left, right) => left - right);
  return {
    last: counted.at(-1) ?? null,
    median: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    slowest: sorted.at(-1) ?? null,
    count: counted.length,
  };
}
