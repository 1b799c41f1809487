import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A process's resident memory, in MiB. */
export function readMemory(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1_024;
}

/**
 * What a process that has loaded `collected.ts` held after its last collection, objects and buffers, in MiB. Resident
 * memory goes up and down with what V8 keeps for itself, by a tenth and more; this does not.
 */
export const readHeld = (pid: number): number => Number(readFileSync(toHeldFile(pid), "utf8")) / 2 ** 20;

export const toHeldFile = (pid: number): string => path.join(tmpdir(), `hiroba-held-${pid}`);

/** Watches the memory of a process while something is done; tells the most it was, in MiB, and what came of it. */
export async function watchMemory<Result>(
  pid: number,
  act: () => Promise<Result>,
): Promise<{ result: Result; most: number }> {
  let most = readMemory(pid);
  const look = () => {
    most = Math.max(most, readMemory(pid));
  };
  const timer = setInterval(look, 50);
  try {
    const result = await act();
    look();
    return { result, most };
  } finally {
    clearInterval(timer);
  }
}
