import { type Crowd, gather, measure, sendAtRate, sendInLoops } from "../load/crowd.ts";
import { round } from "../numbers.ts";
import { toMedians } from "../runs.ts";
import type { Row, Scenario } from "../scenario.ts";
import { type Stage, setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

/** Messages a second that each node's people send, in the open loop. */
const RATE = 1_000;

/** More nodes on one database. */
export const nodes: Scenario = {
  name: "nodes",
  title: "Two and three nodes on one database",
  method:
    "Each node brings its share of people, as nodes are added where people are: 100 rooms of 5 and 250 senders for each, the members of every room on different nodes, senders on all of them. In an open loop each node's people send 1,000 messages a second; in a closed one as many as are answered. All nodes and the database share one core, so what counts is how much processor time a delivery takes: with n nodes on n cores of their own the capacity would be n times the one node's, times the ratio. In the closed loop the core is full, and nodes wait for one another.",
  aim: "1.7 × with two nodes, 2.4 × with three",
  run: async ({ quick, runs }) => {
    const all: Row[] = [];
    for (let run = 0; run < runs; run++) {
      const alone: Record<string, number> = {};
      for (const count of [1, 2, 3]) {
        const stage = await setStage({ peer: "hiroba", world: createWorld(100 * count, 5), nodes: count });
        const crowd = await gather(stage);
        for (const { load, ...figures } of await ask({ stage, crowd, count, quick })) {
          const rate = figures.deliveriesPerCpuSecond;
          alone[load] ??= rate;
          const of = `${count} ${count === 1 ? "node" : "nodes"}, ${load}`;
          all.push({ peer: "hiroba", of, nodes: count, ...figures, capacity: round((count * rate) / alone[load]) });
        }
        crowd.cut();
        await stage.close();
      }
    }
    return toMedians(all);
  },
};

async function ask({ stage, crowd, count, quick }: { stage: Stage; crowd: Crowd; count: number; quick: boolean }) {
  const acks: number[] = [];
  // Half of each room, on every node alike.
  const senders = crowd.devices.filter((_, index) => index % 4 < 2);
  // Each node compiles what it runs often, at first; more nodes on one core take longer for it.
  await sendInLoops(senders, acks, (quick ? 1 : 3) * count);
  const loads = {
    "open loop": (seconds: number) => sendAtRate({ devices: senders, acks, rate: RATE * count }, seconds),
    "closed loop": (seconds: number) => sendInLoops(senders, acks, seconds),
  };
  const rows = [];
  for (const [load, run] of Object.entries(loads)) {
    const measured = await measure({ stage, crowd, seconds: quick ? 2 : 8, acks }, run);
    const { deliveriesPerCpuSecond, messages, cpu } = measured;
    rows.push({ load, deliveriesPerCpuSecond, messages, cpu, ackP50: measured.ack.p50, ackP99: measured.ack.p99 });
  }
  return rows;
}
