import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, type TestSocket } from "../src/testing/device.ts";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { toPercentile } from "./support/percentile.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { sleep } from "./support/until.ts";

/*
 * Signals never delay events (invariant 11): several people send all the typing and presence that they are allowed to,
 * which is more than a slow line carries, and what is said is heard there as soon as without them.
 */

let gathering: Gathering;
beforeAll(async () => {
  gathering = await gather();
});
afterAll(() => gathering.close());

const TYPISTS = 8;
/** Each, in a second: the allowance is 500 in ten. */
const SIGNALS = 50;
const BYTES_PER_SECOND = 16_384;
const MESSAGES = scaled({ selection: 20, whole: 200 });
const PACE_MS = 150;
/** What the machine's other work does between two medians. */
const NOISE_MS = 50;

it("a flood of typing and presence does not make a slow device hear later, and is thinned out (L12, L13)", async () => {
  const { cast, server, join, invite, settle } = gathering;
  const devices = await Promise.all([
    join({ name: "slow WebSocket", transport: "websocket" }),
    join({ name: "slow SSE", transport: "sse" }),
  ]);
  for (const { cable } of devices) cable.setWeather({ bytesPerSecond: BYTES_PER_SECOND });
  const people = [];
  for (let index = 0; index < TYPISTS; index++) people.push(await invite(`typist${index}`));
  const typists = await Promise.all(people.map((person) => connect(server.url, person)));
  const listener = await connect(server.url, cast.chika);

  const alone = await measure(devices);
  const flood = startFlood(typists, cast.generalId);
  const beganAt = performance.now();
  const among = await measure(devices);
  const seconds = (performance.now() - beganAt) / 1_000;
  const sent = flood.stop();
  const heard = listener.signals.filter(({ type }) => type === "typing").length;
  const [p50Alone, p50Among] = [toPercentile(alone, 0.5), toPercentile(among, 0.5)];
  report(`${sent} signals of ${TYPISTS} people in ${toSeconds(seconds * 1_000)}`, {
    "heard by each": heard,
    "p50 alone": toSeconds(p50Alone),
    "p50 among them": toSeconds(p50Among),
    "longest among them": toSeconds(Math.max(...among)),
  });
  expect(sent).toBeGreaterThan(seconds * TYPISTS * SIGNALS * 0.5);
  expect(heard).toBeGreaterThan(0);
  // Once a second for each who types.
  expect(heard).toBeLessThanOrEqual(TYPISTS * (seconds + 2));
  expect(p50Among).toBeLessThanOrEqual(p50Alone * 1.5 + NOISE_MS);
  for (const socket of [...typists, listener]) socket.close();
  for (const { cable } of devices) cable.setWeather({});
  expect(await settle(devices)).toEqual([]);
});

/** How long messages take to be heard by slow devices, one after the other. */
async function measure(devices: readonly SyncedDevice[]): Promise<number[]> {
  const delays: Promise<number>[] = [];
  for (let count = 0; count < MESSAGES; count++) {
    const saidAt = performance.now();
    const { id } = await gathering.say(`said ${newId()}`);
    const hear = async (device: SyncedDevice) => {
      await device.until(({ state }) => state?.messages[id] !== undefined, "what was said");
      return performance.now() - saidAt;
    };
    delays.push(...devices.map(hear));
    await sleep(PACE_MS);
  }
  return Promise.all(delays);
}

/** Everybody begins and stops to type, comes and goes, as often as they may; answers how to stop, which tells how often. */
function startFlood(sockets: readonly TestSocket[], roomId: string): { stop(): number } {
  let sent = 0;
  const timer = setInterval(() => {
    sent += sockets.length;
    const isOn = Math.floor(sent / sockets.length) % 2 === 0;
    for (const { socket } of sockets) {
      socket.emit("typing.set", { roomId, typing: isOn }, () => undefined);
      if (sent % 5 === 0) socket.emit("presence.set", { presence: isOn ? "active" : "away" }, () => undefined);
    }
  }, 1_000 / SIGNALS);
  return {
    stop: () => {
      clearInterval(timer);
      return sent;
    },
  };
}
