import { transportNames } from "@hiroba/client";
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
/** The slowest of a few, beside other tests, measure these: a figure of the whole suite. */
const JUDGED = scaled({ selection: [0.5], whole: [0.5, 0.99] });
/** What the machine's other work does between two measurements. */
const NOISE_MS = 50;

it("a flood of typing and presence does not make a slow device hear later, and is thinned out (L12, L13)", async () => {
  const { cast, server, join, invite, settle } = gathering;
  const devices = await Promise.all(transportNames.map((transport) => join({ name: `slow ${transport}`, transport })));
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
  report(`${sent} signals of ${TYPISTS} people in ${toSeconds(seconds * 1_000)}`, { "heard by each": heard });
  for (const [index, transport] of transportNames.entries()) {
    report(`messages by ${transport}`, {
      alone: show(alone[index] ?? []),
      "among signals": show(among[index] ?? []),
    });
  }
  expect(sent).toBeGreaterThan(seconds * TYPISTS * SIGNALS * 0.5);
  expect(heard).toBeGreaterThan(0);
  // Once a second for each who types.
  expect(heard).toBeLessThanOrEqual(TYPISTS * (seconds + 2));
  const late = transportNames.flatMap((transport, index) =>
    JUDGED.flatMap((share) => {
      // When the next short poll is depends on chance, so all of them are measured by the slowest.
      const before = toPercentile(alone[index] ?? [], transport === "poll" ? 1 : share);
      const amid = toPercentile(among[index] ?? [], share);
      return amid > before * 1.5 + NOISE_MS ? [`${transport}: ${share} in ${amid} ms, ${before} ms alone`] : [];
    }),
  );
  expect(late).toEqual([]);
  for (const socket of [...typists, listener]) socket.close();
  for (const { cable } of devices) cable.setWeather({});
  expect(await settle(devices)).toEqual([]);
});

/** The median and the slowest. */
function show(delays: readonly number[]): string {
  return `p50 ${toSeconds(toPercentile(delays, 0.5))}, p99 ${toSeconds(toPercentile(delays, 0.99))}`;
}

/** How long messages take to be heard by each of the slow devices, one after the other. */
async function measure(devices: readonly SyncedDevice[]): Promise<number[][]> {
  const delays: Promise<number[]>[] = [];
  for (let count = 0; count < MESSAGES; count++) {
    const saidAt = performance.now();
    const { id } = await gathering.say(`said ${newId()}`);
    const hear = async (device: SyncedDevice) => {
      await device.until(({ state }) => state?.messages[id] !== undefined, "what was said");
      return performance.now() - saidAt;
    };
    delays.push(Promise.all(devices.map(hear)));
    await sleep(PACE_MS);
  }
  const all = await Promise.all(delays);
  return devices.map((_, index) => all.map((ofOne) => ofOne[index] ?? Number.NaN));
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
