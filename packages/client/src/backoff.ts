import type { Failure } from "@hiroba/protocol";

const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/**
 * How long to wait after the nth failure in a row, in milliseconds: anything between 0 and a bound that doubles from
 * 1 to 15 seconds. Full jitter spreads the return of many devices over the whole time
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function toBackoffMs(failures: number): number {
  return Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}

/** About as many as fit into the eight seconds that a node takes to start again on a slow machine. */
const EAGER = 16;

/**
 * The same until connecting anew after the nth failure in a row. At first anything up to a second, however often: whoever
 * had backed off from a node that restarts would come back many seconds after it. To be refused by who is not there costs
 * the server nothing, and that second spreads their return.
 */
export function toReconnectMs(failures: number): number {
  return toBackoffMs(Math.max(1, failures - EAGER));
}

/** The wait that a refusal asks for, in milliseconds, spread a little; undefined when it names none. */
export function retryAfterMs({ details }: Failure): number | undefined {
  const { retryAfter } = details;
  if (typeof retryAfter !== "number" || !(retryAfter >= 0)) return undefined;
  return retryAfter * 1_000 + Math.random() * FIRST_MS;
}
