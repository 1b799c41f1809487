import type { LinkEnd } from "../transports/link.ts";
import { type TransportChoice, type TransportName, type TransportReason, transportNames } from "../view.ts";

/**
 * Where a device stands on the ladder of transports (`transportNames`, best first), as pure data.
 *
 * It falls one rung when the rung it stands on cannot be opened or keeps breaking while the server can be reached
 * otherwise, so that an outage of the server is not blamed on a transport. A rung that has carried before is forgiven
 * once. Below the lowest rung comes the best again. While the rung does not open, the lowest is tried beside it; it
 * falls there when that one is open first. It climbs when a better rung, tried beside the one in use, is live.
 */
export type Ladder = {
  choice: TransportChoice;
  /** Index into `transportNames`. */
  rung: number;
  reason: TransportReason;
  /** Whether the rung has carried before, now or on an earlier visit. */
  isProven: boolean;
  /** Failures of this rung since it last carried for a while. */
  strikes: number;
  /** Rounds of trying better rungs since the network last changed. */
  probes: number;
};

const FIRST_PROBE_MS = 10_000;
const LONGEST_PROBE_MS = 600_000;

/** A ladder for a choice: at the forced rung, at the one that worked last time, or at the top. */
export function createLadder(choice: TransportChoice, remembered: TransportName | null): Ladder {
  const rung = transportNames.indexOf(choice === "auto" ? (remembered ?? "websocket") : choice);
  const reason = choice !== "auto" ? "forced" : rung === 0 ? "best" : "remembered";
  return { choice, rung, reason, isProven: choice === "auto" && remembered !== null, strikes: 0, probes: 0 };
}

/** The transport to use. */
export function transportOf({ rung }: Ladder): TransportName {
  return transportNames[rung] ?? "poll";
}

/** The transports above the one in use, best first; none when one is forced. */
export function betterOnes({ choice, rung }: Ladder): readonly TransportName[] {
  return choice === "auto" ? transportNames.slice(0, rung) : [];
}

/** What stands in for the rung while it does not open: the lowest, which goes through anything; a forced one for itself. */
export function standInOf(ladder: Ladder): TransportName {
  return ladder.choice === "auto" ? "poll" : transportOf(ladder);
}

/** After the rung failed although the server can be reached. */
export function afterFailure(ladder: Ladder, cause: LinkEnd["cause"]): Ladder {
  const strikes = ladder.strikes + 1;
  if (ladder.choice !== "auto" || strikes < (ladder.isProven ? 2 : 1)) return { ...ladder, strikes };
  const rung = (ladder.rung + 1) % transportNames.length;
  return { ...ladder, rung, reason: rung === 0 ? "best" : cause, isProven: false, strikes: 0 };
}

/** After the rung has carried for a while: its failures are forgiven. */
export function afterCalm(ladder: Ladder): Ladder {
  return { ...ladder, isProven: true, strikes: 0, probes: ladder.rung === 0 ? 0 : ladder.probes };
}

/** After the stand-in was open before the rung; the same transport once more says nothing against it. */
export function afterStandIn(ladder: Ladder): Ladder {
  const standIn = standInOf(ladder);
  if (standIn === transportOf(ladder)) return ladder;
  return { ...ladder, rung: transportNames.indexOf(standIn), reason: "timedOut", isProven: false, strikes: 0 };
}

/** After a better transport was found live. It has to prove itself; if it soon breaks, the next try comes later. */
export function afterClimb(ladder: Ladder, to: TransportName): Ladder {
  const rung = transportNames.indexOf(to);
  const reason = rung === 0 ? "best" : ladder.reason;
  return { ...ladder, rung, reason, isProven: false, strikes: 0, probes: ladder.probes + 1 };
}

/** After a round of trying better transports in vain. */
export function afterProbe(ladder: Ladder): Ladder {
  return { ...ladder, probes: ladder.probes + 1 };
}

/** After the network changed, or somebody came back to the screen: better transports are worth trying soon. */
export function afterChange(ladder: Ladder): Ladder {
  return { ...ladder, probes: 0 };
}

/** How long until the next round of trying better transports: 10 seconds, doubling to ten minutes, spread by a quarter. */
export function toProbeMs({ probes }: Ladder): number {
  const spread = 0.75 + Math.random() / 2;
  return Math.min(LONGEST_PROBE_MS, FIRST_PROBE_MS * 2 ** probes) * spread;
}
