import { gather } from "../load/crowd.ts";
import { readCpu, readMemory } from "../machine.ts";
import { pause, round } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { type PeerName, setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

/** Thousands who are there and say nothing. */
export const idle: Scenario = {
  name: "idle",
  title: "Idle connections",
  method:
    "WebSockets in rooms of 10, some seconds after the last has connected. Memory is what the server's process has grown by, each connection's part of it; the kernel's buffers are not in it. The processor's share is that of server and database over ten seconds.",
  aim: "at most 1.3 × bare Socket.IO; about 0 % of a core; nobody dropped",
  run: (settings) =>
    compare(settings, ["hiroba", "socket.io", "ws"], async (peer) => {
      const rows: Row[] = [];
      for (const count of settings.quick ? [1_000] : [1_000, 5_000, 10_000]) {
        rows.push(await askOnce(peer, count, settings));
      }
      return rows;
    }),
};

async function askOnce(peer: PeerName, count: number, { quick }: Settings): Promise<Row> {
  const stage = await setStage({ peer, world: createWorld(count / 10, 10) });
  await pause(quick ? 500 : 2_000);
  const before = readMemory(stage.serverPids);
  const crowd = await gather(stage);
  await pause(quick ? 2_000 : 15_000);
  const memory = readMemory(stage.serverPids) - before;
  const [cpu, at] = [readCpu(stage.pids), performance.now()];
  await pause(quick ? 2_000 : 10_000);
  const share = ((readCpu(stage.pids) - cpu) / (performance.now() - at)) * 100_000;
  crowd.cut();
  await stage.close();
  return {
    peer,
    of: `${count}`,
    connections: count,
    kibPerConnection: round(memory / count / 1_024),
    cpuPercent: round(share),
  };
}
