import { type Crowd, gather, type Measured, measure, sendAtRate, sendInLoops } from "../load/crowd.ts";
import { round } from "../numbers.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { type Stage, setStage } from "../stage.ts";
import { createWorld, type World } from "../world.ts";

/** Nodes, and everybody who is at one of them. */
type Cluster = { stage: Stage; crowd: Crowd };

type Town = {
  of: string;
  createWorld(count: number): World;
  load(cluster: Cluster, acks: number[], seconds: number): Promise<void>;
};

const MESSAGES_A_SECOND = 100;

const towns: readonly Town[] = [
  {
    of: "100 rooms of 5 for each",
    createWorld: (count) => createWorld(100 * count, 5),
    // Half of each room, on every node alike.
    load: ({ crowd }, acks, seconds) =>
      sendInLoops(
        crowd.devices.filter((_, index) => index % 4 < 2),
        acks,
        seconds,
      ),
  },
  {
    of: "1 room of 1,000",
    createWorld: () => createWorld(1, 1_000),
    load: ({ crowd }, acks, seconds) => sendAtRate({ devices: crowd.devices, acks, rate: MESSAGES_A_SECOND }, seconds),
  },
];

/** More nodes on one database. */
export const nodes: Scenario = {
  name: "nodes",
  title: "Two and three nodes on one database",
  method: `Two towns. In one each node brings its share of people, as nodes are added where people are: 100 rooms of 5 and 250 senders in a closed loop for each, the members of every room on different nodes, senders on all of them. In the other the thousand of one room are spread over the nodes and say ${MESSAGES_A_SECOND} messages a second, from all in turn. All nodes and the database share one core, so what counts is how much processor time a delivery takes: with n nodes on n cores of their own the capacity would be n times the one node's, times the ratio.`,
  aim: "1.7 × with two nodes, 2.4 × with three",
  run: async (settings) => {
    const all: Row[] = [];
    for (let run = 0; run < settings.runs; run++) {
      for (const town of towns) all.push(...(await compareNodes(town, settings)));
    }
    return all;
  },
};

async function compareNodes(town: Town, settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  let alone: number | undefined;
  for (const count of [1, 2, 3]) {
    const stage = await setStage({ peer: "hiroba", world: town.createWorld(count), nodes: count });
    const crowd = await gather(stage);
    const { deliveriesPerCpuSecond: rate, messages, ack } = await ask(town, { stage, crowd }, settings);
    crowd.cut();
    await stage.close();
    alone ??= rate;
    rows.push({
      peer: "hiroba",
      of: `${town.of}, ${count} ${count === 1 ? "node" : "nodes"}`,
      nodes: count,
      deliveriesPerCpuSecond: rate,
      capacity: round((count * rate) / alone),
      messages,
      ackP99: ack.p99,
    });
  }
  return rows;
}

async function ask(town: Town, cluster: Cluster, { quick }: Settings): Promise<Measured> {
  const acks: number[] = [];
  // Each node compiles what it runs often, at first; more nodes on one core take longer for it.
  await town.load(cluster, acks, (quick ? 1 : 8) * cluster.stage.urls.length);
  return measure({ ...cluster, seconds: quick ? 2 : 8, acks }, (seconds) => town.load(cluster, acks, seconds));
}
