import type { Failure } from "@hiroba/protocol";
import { retryAfterMs, toReconnectMs } from "../backoff.ts";

/** A device that has to connect anew twice within this time waits as long, in milliseconds: no fault may become a storm. */
const REOPEN_MS = 5_000;

/** When a connection is attempted again: later after each failure in a row, or when the server asks for it. */
export function createRetry(attempt: () => void) {
  let failures = 0;
  let plannedFor: number | null = null;
  let reopenedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = (delayMs: number) => {
    plannedFor = Math.round(Date.now() + delayMs);
    timer = setTimeout(attempt, delayMs);
  };

  return {
    plan,
    /** Null when none is planned. */
    plannedFor: () => plannedFor,
    cancel: () => {
      clearTimeout(timer);
      plannedFor = null;
    },
    countFailure: () => {
      failures += 1;
    },
    planAfter: (failure: Failure | null) => plan((failure && retryAfterMs(failure)) ?? toReconnectMs(failures)),
    /** At once, unless it was so a moment ago. Answers whether it has to wait. */
    reopen: () => {
      const isAgain = performance.now() - reopenedAt < REOPEN_MS;
      reopenedAt = performance.now();
      if (isAgain) plan(REOPEN_MS);
      else attempt();
      return isAgain;
    },
    /** What opens and soon breaks again must not be tried without a pause. */
    forgiveAllButOne: () => {
      failures = Math.min(failures, 1);
    },
    forgive: () => {
      failures = 0;
    },
  };
}
