/** Notices silence. `note` says that something was heard; `stop` ends the watch. */
export type Watch = { note(): void; quietMs(): number; stop(): void };

/**
 * Calls `handleSilence` once when nothing was noted for `limitMs`. It compares clock times at short intervals, so that
 * after a suspended laptop wakes up the silence counts at once, where one long timer would have slept along.
 */
export function createWatch(limitMs: number, handleSilence: () => void): Watch {
  let heardAt = Date.now();
  const quietMs = () => Date.now() - heardAt;
  const timer = setInterval(
    () => {
      if (quietMs() < limitMs) return;
      clearInterval(timer);
      handleSilence();
    },
    Math.min(2_500, limitMs / 4),
  );
  return {
    note: () => {
      heardAt = Date.now();
    },
    quietMs,
    stop: () => clearInterval(timer),
  };
}
