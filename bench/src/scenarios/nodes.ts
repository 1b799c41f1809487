import { type Crowd, gather, measure, sendInLoops } from "../load/crowd.ts";
import { round } from "../numbers.ts";
import { toMedians } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { type Stage, setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

/** More nodes on one database. */
export const nodes: Scenario = {
  name: "nodes",
  title: "Two and three nodes on one database",
  method:
    "Each node brings its share of people, as nodes are added where people are: 100 rooms of 5 and 250 senders in a closed loop for each, the members of every room on different nodes, senders on all of them. All nodes and the database share one core, so what counts is how much processor time a delivery takes: with n nodes on n cores of their own the capacity would be n times the one node's, times the ratio.",
  aim: "1.7 × with two nodes, 2.4 × with three",
  run: async (settings) => {
    const all: Row[] = [];
    for (let run = 0; run < settings.runs; run++) {
      let alone: number | undefined;
      for (const count of [1, 2, 3]) {
        const stage = await setStage({ peer: "hiroba", world: createWorld(100 * count, 5), nodes: count });
        const crowd = await gather(stage);
        const { deliveriesPerCpuSecond: rate, messages, ack } = await ask({ stage, crowd, count }, settings);
        crowd.cut();
        await stage.close();
        alone ??= rate;
        all.push({
          peer: "hiroba",
          of: `${count} ${count === 1 ? "node" : "nodes"}`,
          nodes: count,
          deliveriesPerCpuSecond: rate,
          capacity: round((count * rate) / alone),
          messages,
          ackP99: ack.p99,
        });
      }
    }
    return toMedians(all);
  },
};

async function ask({ stage, crowd, count }: { stage: Stage; crowd: Crowd; count: number }, { quick }: Settings) {
  const acks: number[] = [];
  // Half of each room, on every node alike.
  const senders = crowd.devices.filter((_, index) => index % 4 < 2);
  // Each node compiles what it runs often, at first; more nodes on one core take longer for it.
  await sendInLoops(senders, acks, (quick ? 1 : 8) * count);
  return measure({ stage, crowd, seconds: quick ? 2 : 8, acks }, (seconds) => sendInLoops(senders, acks, seconds));
}
