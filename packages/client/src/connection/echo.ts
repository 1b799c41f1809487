export type EchoOptions = {
  /** Up to where the log has been applied. */
  position(): number;
  /** Grows with whatever is heard, of a page on a slow line too. */
  heard(): number;
  /** Whether the line says that nothing is missing. */
  isLive(): boolean;
  /** What was acknowledged does not come back. */
  handleDeaf(): void;
};

const LOOK_MS = 1_000;
/** So many looks in a row find nothing new before the connection is taken for deaf. */
const PATIENCE = 4;

/**
 * What a device says comes back to it as an event. Where it does not, and nothing else comes, the connection only looks
 * alive: a proxy keeps to itself what it should pass on, as with a long poll, whose silence is otherwise nothing special.
 */
export function createEcho({ position, heard, isLive, handleDeaf }: EchoOptions) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let goal = 0;
  let lastHeard = 0;
  let looks = 0;

  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    goal = 0;
  };

  const look = () => {
    if (position() >= goal || !isLive()) return stop();
    looks = heard() === lastHeard ? looks + 1 : 0;
    lastHeard = heard();
    if (looks < PATIENCE) return;
    stop();
    handleDeaf();
  };

  return {
    /** An answer says that the event with this seq is in the log, and it is one that this person hears. */
    expect: (seq: number) => {
      if (position() >= seq) return;
      goal = Math.max(goal, seq);
      if (timer !== undefined) return;
      [lastHeard, looks] = [heard(), 0];
      timer = setInterval(look, LOOK_MS);
    },
    stop,
  };
}
