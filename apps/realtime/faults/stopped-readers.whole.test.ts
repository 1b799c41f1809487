import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../src/testing/device.ts";
import { carriers } from "../src/transports/testing/stopped-reader.ts";
import { measureByTurns } from "./support/by-turns.ts";
import { type CrowdedRoom, LONG_BYTES, openCrowdedRoom } from "./support/crowded-room.ts";
import { measureDelays } from "./support/delays.ts";
import { watchMemory } from "./support/memory.ts";
import { report, toMilliseconds } from "./support/report.ts";
import { sleep, until } from "./support/until.ts";

/*
 * Readers who take a kilobyte a second, or nothing at all, while much is said (L13): the node's memory stays bounded,
 * others hear in time, and the slow one is cut off, resumes and converges.
 */

let room: CrowdedRoom;
beforeAll(async () => {
  room = await openCrowdedRoom();
});
afterAll(() => room.close());

const READERS = 300;
/** More than two kernels hold for a connection and a node lets wait. */
const LONG_MESSAGES = 1_500;
const SMALL_MESSAGES = 500;
const TURNS = 3;
/** What other programs on the machine do between two measurements. */
const NOISE_MS = 30;

it("others hear as soon as without them, and the node lets go of whoever is behind", async () => {
  const listener = await connect(room.node.url, room.cast.chika);
  // What is said takes memory as well, whoever hears it: as much is said without them.
  let [withoutThem, withThem] = [0, 0];
  const sayAndMeasure = async () => {
    await room.sayAtLength(LONG_MESSAGES);
    return measureDelays(listener, toMeasuring());
  };
  const measureAlone = async () => {
    const { result, most } = await watchMemory(room.node.pid(), sayAndMeasure);
    withoutThem = Math.max(withoutThem, most);
    return result;
  };
  const measureAmong = async () => {
    const cursor = await room.readCursor();
    const stopped = carriers.map((carrier) => room.stopMany(carrier, cursor, READERS / carriers.length));
    const readers = (await Promise.all(stopped)).flat();
    const { result, most } = await watchMemory(room.node.pid(), sayAndMeasure);
    withThem = Math.max(withThem, most);
    for (const reader of readers) {
      // What the kernels on both sides hold, and what the node let wait, but not all that was said.
      expect(await reader.readToEnd()).toBeLessThan(LONG_MESSAGES * LONG_BYTES);
      reader.close();
    }
    return result;
  };
  const { alone, among } = await measureByTurns(TURNS, { alone: measureAlone, among: measureAmong });
  report(`${READERS} on all transports that never read ${LONG_MESSAGES} long messages, ${TURNS} times`, {
    "memory MiB without them": Math.round(withoutThem),
    "and with them": Math.round(withThem),
    "others' p50 alone": toMilliseconds(alone(0.5)),
    "p50 among them": toMilliseconds(among(0.5)),
    "p99 alone": toMilliseconds(alone(0.99)),
    "p99 among them": toMilliseconds(among(0.99)),
  });
  listener.close();
  expect(withThem - withoutThem).toBeLessThan(150);
  // The mark is a fifth more; what other programs on the machine do between two turns is a few milliseconds.
  expect(among(0.99)).toBeLessThan(alone(0.99) * 1.2 + NOISE_MS);
});

it("who reads a kilobyte a second is cut off, resumes, and ends with what everybody has, and others hear as soon", async () => {
  const listener = await connect(room.node.url, room.cast.chika);
  const measure = () => measureDelays(listener, toMeasuring());
  // What is said takes memory as well, whoever hears it.
  const { most: withoutThem } = await watchMemory(room.node.pid(), () => room.sayAtLength(LONG_MESSAGES));
  const others = await countConnections();
  const devices = await Promise.all(
    transportNames.map((transport) => room.join({ name: `slow ${transport}`, transport, url: room.node.url })),
  );
  let [dropped, withThem] = [Number.POSITIVE_INFINITY, 0];
  const measureAmong = async () => {
    for (const { cable } of devices) cable.setWeather({ bytesPerSecond: 1_024 });
    const { result, most } = await watchMemory(room.node.pid(), async () => {
      // A short poll is never open for longer than its answer.
      const open = (await countConnections()) - others;
      const saying = room.sayAtLength(LONG_MESSAGES);
      // Seldom, since asking takes the node's memory too.
      const isLetGo = async () => {
        await sleep(500);
        return (await countConnections()) <= others;
      };
      await until(isLetGo, "the node letting go of all that are open");
      dropped = Math.min(dropped, open);
      await saying;
      for (const device of devices) device.send(room.cast.generalId, `typed on ${device.name} ${newId()}`);
      return measure();
    });
    withThem = Math.max(withThem, most);
    for (const { cable } of devices) cable.setWeather({});
    // A browser tells that the network is better; what crawls on the old connections is left to its time.
    for (const { client, cable } of devices) {
      cable.cut();
      client.reconnect();
    }
    expect(await room.settle(devices)).toEqual([]);
    return result;
  };
  const { alone, among } = await measureByTurns(TURNS, { alone: measure, among: measureAmong });
  listener.close();
  report(`five devices at 1 KB/s, ${TURNS} times`, {
    "connections let go of": dropped,
    "memory MiB without them": Math.round(withoutThem),
    "and with them": Math.round(withThem),
    "others' p50 alone": toMilliseconds(alone(0.5)),
    "p50 among them": toMilliseconds(among(0.5)),
    "p99 alone": toMilliseconds(alone(0.99)),
    "p99 among them": toMilliseconds(among(0.99)),
  });
  expect(dropped).toBeGreaterThanOrEqual(3);
  expect(withThem - withoutThem).toBeLessThan(100);
  expect(among(0.99)).toBeLessThan(alone(0.99) * 1.2 + NOISE_MS);
});

/** Sockets, streams and waiting long polls, as the node counts them. */
async function countConnections(): Promise<number> {
  const metrics = await (await fetch(`${room.node.url}/metrics`)).text();
  return Number(/^hiroba_connections (\d+)$/mu.exec(metrics)?.[1]);
}

function toMeasuring() {
  const { cast, node } = room;
  return { url: node.url, person: cast.aiko, roomId: cast.generalId, count: SMALL_MESSAGES };
}
