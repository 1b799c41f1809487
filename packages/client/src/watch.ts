/** Notices silence. `note` says that something was heard; `stop` ends the watch. */
export type Watch = { note(): void; stop(): void };

/**
 * Calls `handleSilence` once when nothing was noted for `limitMs`. It compares clock times at short intervals, so that
 * after a suspended laptop wakes up the silence counts at once, where one long timer would have slept along.
 */
export function createWatch(limitMs: number, handleSilence: () => void): Watch {
  let heardAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const quietMs = () => Date.now() - heardAt;
  const check = () => {
    if (quietMs() >= limitMs) return handleSilence();
    // The clock was set back: what was heard would otherwise count as heard until it is that late again.
    if (quietMs() < 0) heardAt = Date.now();
    timer = setTimeout(check, Math.min(2_500, limitMs / 4, limitMs - quietMs()));
  };
  check();
  return {
    note: () => {
      heardAt = Date.now();
    },
    stop: () => clearTimeout(timer),
  };
}
