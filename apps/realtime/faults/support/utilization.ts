import { performance } from "node:perf_hooks";

/** A generator that is as busy as this measures itself, and not what it drives. */
const SATURATED = 0.9;

/** Begins to measure this process; answers which share of the time since then its event loop was busy. */
export function measureUtilization(): () => number {
  const before = performance.eventLoopUtilization();
  return () => performance.eventLoopUtilization(before).utilization;
}

/** Why a run with so busy a generator proves nothing, whatever was found; nothing when it does prove something. */
export function findSaturation(utilization: number): string[] {
  return utilization < SATURATED ? [] : [`the generator was busy for ${toShare(utilization)} of the time`];
}

/** A share for people. */
export function toShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}
