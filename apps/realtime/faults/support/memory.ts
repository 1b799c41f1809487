import { readFileSync } from "node:fs";

/** A process's resident memory, in MiB. */
export function readMemory(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1_024;
}

/** Watches the memory of a process while something is done, and tells the most it was. */
export async function watchMemory(pid: number, act: () => Promise<unknown>): Promise<number> {
  let most = readMemory(pid);
  const timer = setInterval(() => {
    most = Math.max(most, readMemory(pid));
  }, 50);
  await act().finally(() => clearInterval(timer));
  return Math.max(most, readMemory(pid));
}
