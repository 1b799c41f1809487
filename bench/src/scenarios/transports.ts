import { newId } from "@hiroba/protocol";
import { toText, traffic } from "../load/device.ts";
import { openDevice, placesOf } from "../load/devices.ts";
import {
  type Listener,
  type Listening,
  pollLong,
  pollNow,
  pollSocketIo,
  readStream,
  type Wire,
} from "../load/http-devices.ts";
import { readCpu, readMemory } from "../machine.ts";
import { pause, percentile, round } from "../numbers.ts";
import type { Row, Scenario } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

const RATE = 50;

/** The old comparison of ways to push, in numbers. */
export const transports: Scenario = {
  name: "transports",
  title: "The same conversation over every transport",
  method:
    "200 devices in 40 rooms hear 50 messages a second, written over HTTP by a script, on one transport after the other. Short polling asks about once a second. Bytes count both directions with headers, without TCP's own; memory is what the node has grown by, for each device that listens, after half a minute in which nothing was said.",
  aim: "a table",
  run: async ({ quick, runs }) => {
    const rows: Row[] = [];
    for (let run = 0; run < runs; run++) {
      for (const [name, listen] of Object.entries(ways)) rows.push(await ask(name, listen, quick));
    }
    return rows;
  },
};

const ways: Record<string, (listening: Listening) => Listener> = {
  // Its bytes are counted where all WebSockets of the load are.
  WebSocket: (listening) => ({ stop: openDevice("hiroba", listening, listening).cut }),
  "Socket.IO polling": pollSocketIo,
  "server-sent events": readStream,
  "long polling": pollLong,
  "short polling": pollNow,
};

async function ask(name: string, listen: (listening: Listening) => Listener, quick: boolean): Promise<Row> {
  const stage = await setStage({ peer: "hiroba", world: createWorld(40, 5) });
  // A node that has just started gives memory back as well.
  await pause(quick ? 1_000 : 35_000);
  const idleMemory = readMemory(stage.serverPids);
  const wire: Wire = { requests: 0, bytes: 0 };
  const state = { heard: 0, delays: [] as number[] };
  const listeners: Listener[] = [];
  await Promise.all(
    placesOf(stage).map(
      ({ from: _, ...place }) =>
        new Promise<void>((onReady) => {
          const onHeard = (count: number, sentAt: number) => {
            state.heard += count;
            state.delays.push(performance.now() - sentAt);
          };
          listeners.push(listen({ ...place, wire, onReady, onHeard }));
        }),
    ),
  );
  await pause(quick ? 500 : 35_000);
  const memory = readMemory(stage.serverPids) - idleMemory;
  // Who polls hears the last of it late: it must not count for what follows.
  const warm = await talk(stage, 1);
  await hearAll(state, warm, name);
  const seconds = quick ? 2 : 12;
  Object.assign(wire, { requests: 0, bytes: 0 });
  Object.assign(state, { heard: 0, delays: [] });
  const before = { cpu: readCpu(stage.pids), socket: traffic.bytes };
  const sent = await talk(stage, seconds);
  await hearAll(state, sent, name);
  const cpu = readCpu(stage.pids) - before.cpu;
  for (const { stop } of listeners) stop();
  await stage.close();
  const bytes = wire.bytes + traffic.bytes - before.socket;
  return {
    peer: name,
    of: "200 devices",
    requestsPerDelivery: round(wire.requests / state.heard),
    bytesPerDelivery: round(bytes / state.heard),
    cpuMicrosecondsPerDelivery: round((cpu / state.heard) * 1_000_000),
    deliveryP50: round(percentile(state.delays, 0.5)),
    deliveryP99: round(percentile(state.delays, 0.99)),
    kibPerDevice: round(memory / 200 / 1_024),
  };
}

/** Waits until what was sent has come to the five of each room; more or less than that would be no result. */
async function hearAll(state: { heard: number }, sent: number, name: string): Promise<void> {
  for (const until = performance.now() + 8_000; state.heard < sent * 5 && performance.now() < until; ) await pause(20);
  if (state.heard !== sent * 5) throw new Error(`${name}: ${state.heard} of ${sent * 5} deliveries arrived.`);
}

/** A script that writes into every room in turn; the same for every transport. */
async function talk({ world, urls }: Awaited<ReturnType<typeof setStage>>, seconds: number): Promise<number> {
  const total = RATE * seconds;
  const start = performance.now();
  const pending: Promise<unknown>[] = [];
  for (let sent = 0; sent < total; sent++) {
    const late = start + (sent / RATE) * 1_000 - performance.now();
    if (late > 0) await pause(late);
    const room = world.rooms[sent % world.rooms.length];
    const answer = fetch(`${urls[0]}/v1/commands/message.send`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${room?.members[0]?.token}` },
      body: JSON.stringify({ id: newId(), roomId: room?.id, body: toText() }),
    });
    pending.push(answer.then((response) => response.text()));
  }
  await Promise.all(pending);
  return total;
}
