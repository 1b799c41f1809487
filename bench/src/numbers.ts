/** The value below which a share of the values lies; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The middle of an odd number of runs. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Rounds to three figures that mean something. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Waits; a benchmark lasts as long as it is told to. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
