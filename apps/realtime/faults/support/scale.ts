/** The size of a story: in the selection that `npm test` runs, and in the whole suite (`pnpm test:faults`). */
export type Sizes<Value> = { selection: Value; whole: Value };

/** The size for this run. */
export function scaled<Value>({ selection, whole }: Sizes<Value>): Value {
  return process.env.HIROBA_FAULTS === "whole" ? whole : selection;
}
