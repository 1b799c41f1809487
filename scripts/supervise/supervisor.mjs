/**
 * Keeps parts running. A part that ends by itself is started again, after a pause that grows; one that ends five times
 * within a minute ends everything, since a sixth start would hardly go better.
 *
 *   starting ──► running ──ends──► pausing ──► starting
 *                   │                 └──fifth time──► given up
 *                   └──stop──► stopped
 *
 * @typedef {{ exited: Promise<string>, stop: () => Promise<void> }} Running  `exited` tells why.
 * @typedef {{ name: string, start: () => Promise<Running> }} Part
 */
import { setTimeout as sleep } from "node:timers/promises";

const crashLimit = 5;
const crashWindow = 60_000;

/** @param {{ onCrash: (line: string) => void, onGiveUp: (line: string) => void }} listener */
export function createSupervisor({ onCrash, onGiveUp }) {
  const stopping = new AbortController();
  /** @type {{ running: Running, watching: Promise<void> }[]} */
  const kept = [];

  /** Starts a part and keeps it. Throws when its first start fails. @param {Part} part */
  async function keep(part) {
    const entry = { running: await part.start(), watching: Promise.resolve() };
    if (stopping.signal.aborted) return entry.running.stop();
    entry.watching = watch(part, entry);
    kept.push(entry);
  }

  /** Stops all parts, the last started first. */
  async function stop() {
    stopping.abort();
    for (const entry of kept.splice(0).reverse()) {
      await entry.running.stop();
      await entry.watching;
    }
  }

  /** @param {Part} part @param {{ running: Running }} entry */
  async function watch(part, entry) {
    /** @type {number[]} */
    let crashes = [];
    let reason = await entry.running.exited;
    while (!stopping.signal.aborted) {
      crashes = [...crashes.filter((time) => Date.now() - time < crashWindow), Date.now()];
      if (crashes.length >= crashLimit)
        return onGiveUp(`${part.name} ended ${crashLimit} times within a minute: ${reason}`);
      onCrash(`${part.name} ended (${reason}); starting it again`);
      await sleep(250 * 2 ** (crashes.length - 1), undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      reason = await restart(part, entry);
    }
  }

  /** @param {Part} part @param {{ running: Running }} entry */
  async function restart(part, entry) {
    try {
      entry.running = await part.start();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    // Stopped while it was starting: stop() had only the part's former life in hand.
    if (stopping.signal.aborted) await entry.running.stop();
    return entry.running.exited;
  }

  return { keep, stop };
}
