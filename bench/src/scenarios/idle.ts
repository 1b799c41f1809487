import { type Crowd, gather } from "../load/crowd.ts";
import { placesOf } from "../load/devices.ts";
import { lost } from "../load/wire.ts";
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
    "WebSockets in rooms of 10, first 1,000, then 4,000 and 5,000 more. Memory is what the server's process has grown by since a minute after its start, each connection's part of it, 15 and 105 seconds after the last has connected; the kernel's buffers are not in it. The processor's share is that of server and database over the last 75 of these seconds, which hold five of Hiroba's heartbeats and three of Socket.IO's: those who come at once are also asked at once.",
  aim: "at most 1.3 × bare Socket.IO; about 0 % of a core; nobody dropped",
  run: (settings) => compare(settings, ["hiroba", "socket.io", "ws"], (peer) => askOnce(peer, settings)),
};

const ALL = 10_000;

async function askOnce(peer: PeerName, { quick }: Settings): Promise<Row[]> {
  const second = quick ? 50 : 1_000;
  const stage = await setStage({ peer, world: createWorld(ALL / 10, 10) });
  const places = placesOf(stage);
  await pause(60 * second);
  const crowds: Crowd[] = [];
  const rows: Row[] = [];
  const before = { memory: readMemory(stage.serverPids), lost: lost.wires };
  let connected = 0;
  for (const count of [1_000, 5_000, ALL]) {
    crowds.push(await gather(stage, places.slice(connected, count)));
    connected = count;
    const readShare = () => round((readMemory(stage.serverPids) - before.memory) / count / 1_024);
    await pause(15 * second);
    const kibAtFirst = readShare();
    await pause(15 * second);
    const [cpu, at] = [readCpu(stage.pids), performance.now()];
    await pause(75 * second);
    const cpuPercent = round(((readCpu(stage.pids) - cpu) / (performance.now() - at)) * 100_000);
    const dropped = lost.wires - before.lost;
    const kibPerConnection = readShare();
    rows.push({ peer, of: `${count}`, connections: count, kibAtFirst, kibPerConnection, cpuPercent, dropped });
  }
  for (const crowd of crowds) crowd.cut();
  await stage.close();
  return rows;
}
