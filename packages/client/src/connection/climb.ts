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

/** From time to time tries the transports above the one in use, best first, until one is level. */
export function createClimb({ ladder, setLadder, open, handleFound }: ClimbOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let probe: Session | null = null;

  const plan = () => {
    stop();
    if (betterOnes(ladder()).length > 0) timer = setTimeout(tryAll, toProbeMs(ladder()));
  };

  /** Tries them now, unless they are being tried. */
  const tryAll = () => {
    clearTimeout(timer);
    if (!probe && betterOnes(ladder()).length > 0) tryNext(betterOnes(ladder()));
  };

  const stop = () => {
    clearTimeout(timer);
    probe?.close();
    probe = null;
  };

  const tryNext = ([transport, ...rest]: readonly TransportName[]) => {
    if (!transport) {
      setLadder(afterProbe(ladder()));
      return plan();
    }
    probe = open(transport, {
      handleOpen: () => undefined,
      handleLevel: (found) => {
        probe = null;
        handleFound(found);
      },
      handleEnd: () => {
        probe = null;
        tryNext(rest);
      },
    });
  };

  return { plan, tryAll, stop };
}
