import type { CommandName, Result } from "@hiroba/protocol";
import { isSilence } from "../failures.ts";

export type HeartbeatOptions = {
  call(name: CommandName, input: unknown, timeoutMs: number): Promise<Result<unknown>>;
  /** Grows with whatever is heard. */
  heard(): number;
  handleView(): void;
  /** Nothing comes back. */
  handleSilence(): void;
};

/** Together with ANSWER_MS no more than SILENCE_MS. */
const BEAT_MS = 19_000;
const ANSWER_MS = 5_000;

/**
 * Says at intervals whether the screen is being looked at. The answer measures the round trip, and its absence shows a
 * connection that only looks alive, as after a change of network.
 */
export function createHeartbeat({ call, heard, handleView, handleSilence }: HeartbeatOptions) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let isActive = false;
  let isAsking = false;
  let roundTripMs: number | null = null;

  const beat = async () => {
    const [running, before] = [timer, heard()];
    isAsking = true;
    const result = await call("presence.set", { presence: isActive ? "active" : "away" }, ANSWER_MS);
    isAsking = false;
    if (running !== timer || running === undefined || result.ok || !isSilence(result.error)) return;
    // On a slow line the answer stands behind what was sent before it.
    if (heard() === before) handleSilence();
  };

  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  /** Asks now, unless an answer is awaited already. */
  const check = () => {
    if (timer !== undefined && !isAsking) void beat();
  };

  return {
    beat: check,
    start: () => {
      stop();
      timer = setInterval(() => void beat(), BEAT_MS);
      void beat();
    },
    stop,
    setActive: (active: boolean) => {
      if (active === isActive) return;
      isActive = active;
      if (timer !== undefined) void beat();
    },
    roundTripMs: () => roundTripMs,
    /** Measures how long an answer takes; when there is none, looks whether there are others. */
    follow: async (answer: Promise<Result<unknown>>): Promise<Result<unknown>> => {
      const startedAt = performance.now();
      const result = await answer;
      if (result.ok) {
        roundTripMs = Math.round(performance.now() - startedAt);
        handleView();
      } else if (result.error.details.reason === "timeout") check();
      return result;
    },
  };
}
