import type { State } from "@hiroba/protocol";
import { useStore } from "./store";

const PATIENCE_MS = 10_000;

/**
 * Waits until the log has brought what a command was answered for. Not for ever: the answer holds, though the connection
 * may have gone since.
 */
export function untilState(isThere: (state: State) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const state = useStore.getState().view?.state;
      if (state && isThere(state)) done();
    };
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    const stop = useStore.subscribe(look);
    look();
  });
}
