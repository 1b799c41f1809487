import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 60_000;

/** Waits until something holds; gives up after a while with what it waited for. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, patienceMs = PATIENCE_MS) {
  for (const since = performance.now(); !(await holds()); ) {
    if (performance.now() - since > patienceMs) throw new Error(`Waited in vain for ${what}.`);
    await pause(10);
  }
}

/** Lets time pass that is itself what is being told. */
export const sleep = (milliseconds: number): Promise<void> => pause(milliseconds);
