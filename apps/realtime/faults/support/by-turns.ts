import { toPercentile } from "./percentile.ts";

/** What one turn measured. */
type Measure = () => Promise<number[]>;

/** A percentile of what was measured, without something and among it: the median of all turns. */
export type Turns = { alone(share: number): number; among(share: number): number };

/**
 * Measures by turns without something and among it, so often each. What other programs on the machine do comes and goes,
 * and is in both then; of what was a turn's bad luck the median takes nothing.
 */
export async function measureByTurns(turns: number, measures: { alone: Measure; among: Measure }): Promise<Turns> {
  const alone: number[][] = [];
  const among: number[][] = [];
  for (let turn = 0; turn < turns; turn++) {
    alone.push(await measures.alone());
    among.push(await measures.among());
  }
  const toMedian = (values: readonly number[][], share: number) =>
    toPercentile(
      values.map((delays) => toPercentile(delays, share)),
      0.5,
    );
  return { alone: (share) => toMedian(alone, share), among: (share) => toMedian(among, share) };
}
