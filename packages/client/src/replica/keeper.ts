import { type State, trimTimeline } from "@hiroba/protocol";
import type { Held } from "../stores/device-store.ts";

/** Writes what the device holds to its store: at once, but at most once a second. */
export type Keeper = {
  note(): void;
  /** Writes now what is not yet written. */
  flush(): Promise<void>;
};

const PAUSE_MS = 1_000;

/** Messages of each room that are kept between visits. */
export const KEPT_MESSAGES = 50;

/** Keeps what `held` answers by `save`. State and cursor come as a pair, so whatever moment is written is consistent. */
export function createKeeper(held: () => Held | null, save: (held: Held) => Promise<void>): Keeper {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written: Held | null = null;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    const now = held();
    if (!now || now === written) return;
    written = now;
    writtenAt = performance.now();
    // What could not be written is part of the next write.
    await save({ ...now, state: trimState(now.state) }).catch(() => {
      written = null;
    });
  };

  const flush = () => {
    cancel();
    writing = writing.then(write);
    return writing;
  };

  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  return {
    note: () => {
      // A page that is closed or crashes right after has what it showed; in a busy room one write carries many changes.
      timer ??= setTimeout(() => void flush(), Math.max(0, writtenAt + PAUSE_MS - performance.now()));
    },
    flush,
  };
}

function trimState(state: State): State {
  return Object.keys(state.timelines).reduce((trimmed, roomId) => trimTimeline(trimmed, roomId, KEPT_MESSAGES), state);
}
