import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** Servers and their database run on this core, the load on the other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

type Stat = { parent: number; ticks: number; pages: number };

function readStat(pid: number): Stat | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return {
      parent: Number(fields[1]),
      // User and system time, and that of children that have ended.
      ticks: [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0),
      pages: Number(fields[21]),
    };
  } catch {
    return undefined;
  }
}

function readTree(roots: readonly number[]): { pid: number; stat: Stat }[] {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) stats.set(Number(name), stat);
  }
  const isIn = (pid: number): boolean => roots.includes(pid) || (pid > 1 && isIn(stats.get(pid)?.parent ?? 0));
  return [...stats].filter(([pid]) => isIn(pid)).map(([pid, stat]) => ({ pid, stat }));
}

/** Seconds of processor time that processes and their descendants have used. */
export function readCpu(roots: readonly number[]): number {
  return readTree(roots).reduce((sum, { stat }) => sum + stat.ticks, 0) / TICKS_PER_SECOND;
}

/** Bytes resident in processes and their descendants; of pages that several share, each has its part. */
export function readMemory(roots: readonly number[]): number {
  return readTree(roots).reduce((sum, { pid, stat }) => sum + (readProportional(pid) ?? stat.pages * PAGE_BYTES), 0);
}

function readProportional(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
  } catch {
    return undefined;
  }
}

/** What the figures were taken on. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: readFileSync("/proc/sys/kernel/osrelease", "utf8").split("-")[0]?.trim() ?? "unknown",
    node: process.version,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
