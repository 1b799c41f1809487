import type { TransportName } from "../view.ts";
import { afterProbe, betterOnes, type Ladder, toProbeMs } from "./ladder.ts";
import type { Session, SessionEvents } from "./session.ts";

export type ClimbOptions = {
  ladder(): Ladder;
  setLadder(ladder: Ladder): void;
  /** Opens a session beside the one in use, with these in the place of its own open, level and end. */
  open(transport: TransportName, events: Pick<SessionEvents, "handleOpen" | "handleLevel" | "handleEnd">): Session;
  /** A better session is level. */
  handleFound(session: Session): void;
};

/**
 * How long a transport is tried alone before the next best is tried beside it, in milliseconds. A proxy that swallows
 * costs the six seconds that a session may take to open: this way all four are through in nine, and not in twenty-four.
 */
const HEAD_START_MS = 1_000;

/** From time to time tries the transports above the one in use, best first. The best of those that carry is taken. */
export function createClimb({ ladder, setLadder, open, handleFound }: ClimbOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Those being tried, best first; and those that are still to be tried. */
  let probes: readonly Session[] = [];
  let untried: readonly TransportName[] = [];

  const plan = () => {
    stop();
    if (betterOnes(ladder()).length > 0) timer = setTimeout(tryAll, toProbeMs(ladder()));
  };

  /** Tries them now, unless they are being tried. */
  const tryAll = () => {
    if (probes.length > 0) return;
    clearTimeout(timer);
    untried = betterOnes(ladder());
    tryNext();
  };

  const stop = () => {
    clearTimeout(timer);
    for (const probe of probes) probe.close();
    probes = [];
    untried = [];
  };

  const tryNext = () => {
    clearTimeout(timer);
    const [transport, ...rest] = untried;
    if (!transport) return;
    untried = rest;
    const probe = open(transport, { handleOpen: () => undefined, handleLevel: settle, handleEnd: leave });
    probes = [...probes, probe];
    timer = setTimeout(tryNext, HEAD_START_MS);
  };

  const leave = (ended: Session) => {
    probes = probes.filter((probe) => probe !== ended);
    settle();
  };

  /** Takes the best that is left once it is level; one below it that is level waits until then. */
  const settle = () => {
    const [best, ...others] = probes;
    if (best?.isLevel()) {
      probes = others;
      return handleFound(best);
    }
    // Nothing below one that carries is worth trying.
    if (probes.some((probe) => probe.isLevel())) untried = [];
    if (best) return;
    if (untried.length > 0) return tryNext();
    setLadder(afterProbe(ladder()));
    plan();
  };

  return { plan, tryAll, stop };
}
