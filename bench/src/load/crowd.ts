import { performance } from "node:perf_hooks";
import { readCpu } from "../machine.ts";
import { percentile, round } from "../numbers.ts";
import type { Stage } from "../stage.ts";
import { type Device, type Place, traffic } from "./device.ts";
import { openDevice, placesOf } from "./devices.ts";

/** All devices of a stage, and what they have heard. */
export type Crowd = {
  devices: Device[];
  /** Positions to resume from, by place; empty for peers that have none. */
  cursor(): string;
  heard(): number;
  /** From now on, how long messages were under way, in ms. */
  watch(): number[];
  cut(): void;
};

/** Connects everybody, some at a time, and waits until all are let in. */
export async function gather(stage: Stage, places: readonly Place[] = placesOf(stage)): Promise<Crowd> {
  const state = { heard: 0, cursor: "", delays: [] as number[] };
  const devices: Device[] = [];
  for (let index = 0; index < places.length; index += 200) {
    const ready = places.slice(index, index + 200).map(
      (place) =>
        new Promise<void>((resolve) => {
          devices.push(
            openDevice(stage.peer, place, {
              onReady: (cursor) => {
                state.cursor = cursor;
                resolve();
              },
              onHeard: (count, sentAt) => {
                state.heard += count;
                state.delays.push(performance.now() - sentAt);
              },
            }),
          );
        }),
    );
    await Promise.all(ready);
  }
  return {
    devices,
    cursor: () => state.cursor,
    heard: () => state.heard,
    watch: () => {
      state.delays = [];
      return state.delays;
    },
    cut: () => {
      for (const device of devices) device.cut();
    },
  };
}

/** What a stretch of time cost and brought. */
export type Measured = {
  /** Messages acknowledged each second. */
  messages: number;
  deliveries: number;
  /** Seconds of processor time of servers and database in a second. */
  cpu: number;
  /** The figure to trust: it does not depend on how much of the core the peer got. */
  deliveriesPerCpuSecond: number;
  bytesPerDelivery: number;
  /** How busy the generator was; near 1 it is the generator that was measured. */
  generator: number;
  ack: { p50: number; p99: number };
  delivery: { p50: number; p99: number };
};

/** Runs a load for some seconds and measures; `acks` is where the load notes how long each answer took, in ms. */
export async function measure(
  { stage, crowd, seconds, acks }: { stage: Stage; crowd: Crowd; seconds: number; acks: number[] },
  load: (seconds: number) => Promise<void>,
): Promise<Measured> {
  const delays = crowd.watch();
  acks.length = 0;
  const before = { cpu: readCpu(stage.pids), heard: crowd.heard(), at: performance.now(), bytes: traffic.bytes };
  const busy = performance.eventLoopUtilization();
  await load(seconds);
  const elapsed = (performance.now() - before.at) / 1_000;
  const generator = performance.eventLoopUtilization(busy).utilization;
  const [cpu, heard] = [readCpu(stage.pids) - before.cpu, crowd.heard() - before.heard];
  return {
    messages: round(acks.length / elapsed),
    deliveries: round(heard / elapsed),
    cpu: round(cpu / elapsed),
    deliveriesPerCpuSecond: round(heard / cpu),
    bytesPerDelivery: round((traffic.bytes - before.bytes) / Math.max(1, heard)),
    generator: round(generator),
    ack: { p50: round(percentile(acks, 0.5)), p99: round(percentile(acks, 0.99)) },
    delivery: { p50: round(percentile(delays, 0.5)), p99: round(percentile(delays, 0.99)) },
  };
}

/** A closed loop: each sender sends again as soon as it is answered. */
export async function sendInLoops(devices: readonly Device[], acks: number[], seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  await Promise.all(
    devices.map(async (device) => {
      while (performance.now() < end) await sendOne(device, acks);
    }),
  );
}

/** An open loop: so many messages a second, whatever the answers take. Answers how many are still unanswered. */
export async function sendAtRate(
  { devices, acks, rate }: { devices: readonly Device[]; acks: number[]; rate: number },
  seconds: number,
): Promise<void> {
  const start = performance.now();
  const pending: Promise<void>[] = [];
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, ((performance.now() - start) / 1_000) * rate);
    for (; sent < due; sent++) {
      const device = devices[sent % devices.length];
      if (device) pending.push(sendOne(device, acks));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(pending);
}

async function sendOne(device: Device, acks: number[]): Promise<void> {
  const at = performance.now();
  await device.send();
  acks.push(performance.now() - at);
}
