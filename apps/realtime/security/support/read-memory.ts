import { readdirSync, readFileSync } from "node:fs";

/** Bytes that a process and its descendants hold in memory; of pages that several share, each has its part. */
export function readMemoryOfAll(root: number): number {
  const parents = new Map(readProcesses().map((pid) => [pid, readParent(pid)]));
  const isIn = (pid: number): boolean => pid === root || (pid > 1 && isIn(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isIn).reduce((sum, pid) => sum + readShare(pid), 0);
}

function readProcesses(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function readParent(pid: number): number {
  const [, parent] = read(pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
  return Number(parent ?? 0);
}

function readShare(pid: number): number {
  const [, kilobytes = "0"] = /^Pss:\s+(\d+) kB/mu.exec(read(pid, "smaps_rollup")) ?? [];
  return Number(kilobytes) * 1_024;
}

/** Nothing of what has ended since it was listed. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
