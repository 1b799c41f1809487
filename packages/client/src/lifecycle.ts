const TICK_MS = 5_000;
/** A clock that has run on this much longer than a timer means that the device slept. */
const JUMP_MS = 10_000;
/** And this much longer, that the server has given the device up: it waits for no more than 23 seconds. */
const LONG_JUMP_MS = 20_000;

export type Lifecycle = {
  /** The network has changed, or the page or the whole device has come back. */
  handleWake(): void;
  /** The device slept for so long that its connection is dead, whatever it looks like. */
  handleLongSleep(): void;
  /** The page is not looked at any more, and may be ended. */
  handleHide(): void;
  /** The page is left: nothing that takes time can be relied on to come to its end. */
  handleLeave(): void;
};

/** Listens for what a browser or a laptop's lid does to a connection; returns how to stop. Needs no browser. */
export function followLifecycle({ handleWake, handleLongSleep, handleHide, handleLeave }: Lifecycle): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const handleVisibility = () => (document.visibilityState === "visible" ? handleWake() : handleHide());
  if (typeof window !== "undefined") {
    window.addEventListener("online", handleWake, { signal });
    // Whether it has gone altogether is to be seen: a browser may mean one network of two.
    window.addEventListener("offline", handleWake, { signal });
    window.addEventListener("pageshow", (event) => event.persisted && handleWake(), { signal });
    window.addEventListener("pagehide", handleHide, { signal });
    window.addEventListener("pagehide", handleLeave, { signal });
    document.addEventListener("visibilitychange", handleVisibility, { signal });
  }
  const clock = setInterval(createJumpCheck({ handleWake, handleLongSleep }), TICK_MS);
  return () => {
    abort.abort();
    clearInterval(clock);
  };
}

function createJumpCheck({
  handleWake,
  handleLongSleep,
}: Pick<Lifecycle, "handleWake" | "handleLongSleep">): () => void {
  let expectedAt = Date.now() + TICK_MS;
  return () => {
    const lateMs = Date.now() - expectedAt;
    expectedAt = Date.now() + TICK_MS;
    if (isHidden()) return;
    if (lateMs > LONG_JUMP_MS) handleLongSleep();
    else if (lateMs > JUMP_MS) handleWake();
  };
}

/**
 * Browsers let the timers of a hidden page run once a minute, while its connection lives: that is no sleep, and to try
 * better transports each time would be a storm. Once it is looked at it is woken; until then the heartbeat sees to it.
 */
function isHidden(): boolean {
  return typeof document !== "undefined" && document.visibilityState === "hidden";
}
