import { gather, measure, sendInLoops } from "../load/crowd.ts";
import { round } from "../numbers.ts";
import { toMedians } from "../runs.ts";
import type { Row, Scenario } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

/** More nodes on one database. */
export const nodes: Scenario = {
  name: "nodes",
  title: "Two and three nodes on one database",
  method:
    "Each node brings its share of people, as nodes are added where people are: 100 rooms of 5 and 250 senders in a closed loop for each, the members of every room on different nodes. All nodes and the database share one core, so what counts is how much processor time a delivery takes: with n nodes on n cores of their own the capacity would be n times the one node's, times the ratio.",
  aim: "1.7 × with two nodes, 2.4 × with three",
  run: async ({ quick, runs }) => {
    const all: Row[] = [];
    for (let run = 0; run < runs; run++) {
      const results: { count: number; rate: number }[] = [];
      for (const count of [1, 2, 3]) {
        const stage = await setStage({ peer: "hiroba", world: createWorld(100 * count, 5), nodes: count });
        const crowd = await gather(stage);
        const acks: number[] = [];
        const senders = crowd.devices.filter((_, index) => index % 2 === 0);
        // Each node compiles what it runs often, at first; more nodes on one core take longer for it.
        await sendInLoops(senders, acks, (quick ? 1 : 3) * count);
        const measured = await measure({ stage, crowd, seconds: quick ? 2 : 8, acks }, (seconds) =>
          sendInLoops(senders, acks, seconds),
        );
        crowd.cut();
        await stage.close();
        results.push({ count, rate: measured.deliveriesPerCpuSecond });
        const alone = results[0]?.rate ?? 1;
        all.push({
          peer: "hiroba",
          of: `${count} ${count === 1 ? "node" : "nodes"}`,
          nodes: count,
          deliveriesPerCpuSecond: measured.deliveriesPerCpuSecond,
          capacity: round((count * measured.deliveriesPerCpuSecond) / alone),
          messages: measured.messages,
          ackP99: measured.ack.p99,
        });
      }
    }
    return toMedians(all);
  },
};
