import type { Result, Snapshot } from "@hiroba/protocol";
import { retryAfterMs, toBackoffMs } from "../backoff.ts";

export type ResyncOptions = {
  fetch(signal: AbortSignal): Promise<Result<Snapshot>>;
  adopt(snapshot: Snapshot): void;
};

/**
 * Fetches a snapshot, again and again until there is one. It goes by plain HTTP beside the connection, so that a cut of
 * the one does not start the other from zero, and ends only when nothing comes any more, however slow the line.
 */
export function createResync({ fetch, adopt }: ResyncOptions) {
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  const run = async () => {
    const mine = new AbortController();
    abort = mine;
    const result = await fetch(mine.signal);
    if (mine.signal.aborted) return;
    abort = null;
    if (result.ok) {
      failures = 0;
      return adopt(result.data);
    }
    failures += 1;
    timer = setTimeout(startNow, retryAfterMs(result.error) ?? toBackoffMs(failures));
  };

  const startNow = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!abort) void run();
  };

  return {
    /** Begins, unless it is under way or waits to try again. */
    start: () => {
      if (timer === undefined) startNow();
    },
    startNow,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      abort?.abort();
      abort = null;
    },
  };
}
