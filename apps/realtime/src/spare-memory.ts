import { Session } from "node:inspector/promises";
import { performance } from "node:perf_hooks";
import { getHeapSpaceStatistics } from "node:v8";

const LOOK_MS = 15_000;
/** Of the time between two looks; the heartbeats of ten thousand devices take less than half of it. */
const QUIET_SHARE = 0.15;
/** Less is not worth a pause. */
const LARGE_BYTES = 16 * 1024 * 1024;

/**
 * Gives the system back what a node held in a busy hour, once nothing has been said for a while. V8 keeps its space for young
 * objects as large as it was when thousands came, as long as their heartbeats alone allocate more than a megabyte a second:
 * nearly half of what five thousand idle devices take. Collecting costs a pause, a quarter of a second with a thousand devices
 * and under one with ten thousand, which falls where nobody has said anything; afterwards the space is small, and there is no
 * next time before the next busy hour.
 *
 * @param position how far the log has come.
 * @param lookMs how long it has to be quiet, in milliseconds.
 */
export function giveMemoryBackWhenQuiet(position: () => number, lookMs: number = LOOK_MS): void {
  let [usage, seq] = [performance.eventLoopUtilization(), position()];
  const look = () => {
    const isSilent = position() === seq && performance.eventLoopUtilization(usage).utilization < QUIET_SHARE;
    if (isSilent && readYoungBytes() > LARGE_BYTES) void collect();
    [usage, seq] = [performance.eventLoopUtilization(), position()];
  };
  setInterval(look, lookMs).unref();
}

/** How much memory the space for young objects has from the system. */
export function readYoungBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return young?.physical_space_size ?? 0;
}

/** Asks V8 as developer tools do: it tells it that memory is scarce, which `gc()` does not, so that spaces become smaller. */
async function collect(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
}
