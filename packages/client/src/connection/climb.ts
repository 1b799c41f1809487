import type { TransportName } from "../view.ts";
import { afterProbe, betterOnes, type Ladder, standInOf, toProbeMs, transportOf } from "./ladder.ts";
import type { Session } from "./session.ts";

export type ClimbOptions = {
  ladder(): Ladder;
  setLadder(ladder: Ladder): void;
  /** Opens a session beside the one in use; `settle` and `leave` are to be told when it is level and when it ends. */
  open(transport: TransportName): Session;
  /** A better session is level. */
  handleFound(session: Session): void;
};

/**
 * How long a transport is tried alone before the next best is tried beside it, in milliseconds. A proxy that swallows
 * costs the six seconds that a session may take to open: this way all four are through in nine, and not in twenty-four.
 */
const HEAD_START_MS = 1_000;

/**
 * How long an attempt has to open before a stand-in is tried beside it, in milliseconds. A line whose round trips take
 * 400 ms opens a WebSocket in it, so that few are tried in vain; much longer nobody likes to look at an empty page.
 */
const PATIENCE_MS = 2_000;

/**
 * What is tried beside the session in use: from time to time the transports above it, best first, and the best of those
 * that carry is taken; and beside an attempt that does not open a stand-in, so that whoever waits is live soon, however
 * many transports a proxy swallows. That is short polling, the cheapest to open; where the choice is another or short
 * polling itself does not open, the same once more, in case the network that the attempt was begun on is gone. Nothing else
 * is tried before the attempt has ended: a server that is slow because everybody connects anew is asked for little more.
 */
export function createClimb({ ladder, setLadder, open, handleFound }: ClimbOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Those being tried, best first; and those that are still to be tried. */
  let probes: readonly Session[] = [];
  let untried: readonly TransportName[] = [];

  /** Plans the next round, unless one is under way. */
  const plan = () => {
    if (probes.length > 0) return;
    clearTimeout(timer);
    if (betterOnes(ladder()).length > 0) timer = setTimeout(tryAll, toProbeMs(ladder()));
  };

  /** Tries them now, those too that are being tried: what they were begun on may have changed. */
  const tryAll = () => {
    stop();
    untried = betterOnes(ladder());
    tryNext();
  };

  /** Unless it is stopped before, tries a stand-in beside the attempt that begins now. */
  const planStandIn = () => {
    untried = [standInOf(ladder())];
    timer = setTimeout(tryNext, PATIENCE_MS);
  };

  /**
   * Goes on trying what a stand-in has overtaken; when it ends, those below it. One that began at the head of the log
   * begins anew where the stand-in stands: between their two heads there would be a hole. Of the same transport the one
   * that carries is enough.
   */
  const goOn = (overtaken: Session) => {
    clearTimeout(timer);
    probes = [];
    if (overtaken.transport === transportOf(ladder())) return overtaken.close();
    const better = betterOnes(ladder());
    untried = better.slice(better.indexOf(overtaken.transport) + 1);
    const beganAtHead = overtaken.position() === null;
    if (beganAtHead) overtaken.close();
    probes = [beganAtHead ? open(overtaken.transport) : overtaken];
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
    probes = [...probes, open(transport)];
    timer = setTimeout(tryNext, HEAD_START_MS);
  };

  /** One of those being tried has ended. */
  const leave = (ended: Session) => {
    probes = probes.filter((probe) => probe !== ended);
    settle();
  };

  /** Takes the best that is left once it is level; one below it that is level waits until then. */
  const settle = () => {
    const [best, ...others] = probes;
    if (best?.isLevel()) {
      probes = others;
      stop();
      return handleFound(best);
    }
    // Nothing below one that carries is worth trying.
    if (probes.some((probe) => probe.isLevel())) untried = [];
    if (best) return;
    if (untried.length > 0) return tryNext();
    setLadder(afterProbe(ladder()));
    plan();
  };

  return { plan, tryAll, planStandIn, goOn, settle, leave, stop };
}
