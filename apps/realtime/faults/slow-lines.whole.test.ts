import { transportNames } from "@hiroba/client";
import { newId, seqOf } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { report, toSeconds } from "./support/report.ts";
import { sleep } from "./support/until.ts";

/*
 * Devices whose lines carry a kilobyte a second, on every transport: what is said comes slowly, and all of it comes, with
 * nobody's help; so does what they say themselves. What becomes of those for whom it is far too much is in
 * `stopped-readers.whole.test.ts`.
 */

let gathering: Gathering;
beforeAll(async () => {
  gathering = await gather();
});
afterAll(() => gathering.close());

const BYTES_PER_SECOND = 1_024;
const MESSAGES = 150;
const PAUSE_MS = 200;
/** What is said, with what carries it, is some hundred kilobytes at most. */
const PATIENCE_MS = 180_000;

it("who reads a kilobyte a second has everything in the end", { timeout: 600_000 }, async () => {
  const devices = await Promise.all(
    transportNames.map((transport) => gathering.join({ name: `slow ${transport}`, transport })),
  );
  for (const { cable } of devices) cable.setWeather({ bytesPerSecond: BYTES_PER_SECOND });
  for (let count = 0; count < MESSAGES; count++) {
    await gathering.say(`word ${count} ${newId()}`);
    await sleep(PAUSE_MS);
  }
  const { generalId } = gathering.cast;
  for (const device of devices) device.send(generalId, `typed on ${device.name}`);
  const { seq } = await gathering.say(`the last ${newId()}`);
  const since = performance.now();
  const times = await Promise.all(
    devices.map(async (device) => {
      while (performance.now() - since < PATIENCE_MS && !isLevel(device, seq)) await sleep(100);
      return [device.name, isLevel(device, seq) ? performance.now() - since : Number.POSITIVE_INFINITY] as const;
    }),
  );
  report(
    "devices at 1 KB/s, level after the last word",
    Object.fromEntries(times.map(([name, ms]) => [name, toSeconds(ms)])),
  );
  expect(times.filter(([, ms]) => ms === Number.POSITIVE_INFINITY)).toEqual([]);
  for (const { cable } of devices) cable.setWeather({});
  expect(await gathering.settle(devices)).toEqual([]);
});

function isLevel({ client }: SyncedDevice, seq: number): boolean {
  const { connection, outbox } = client.getView();
  return seqOf(connection.cursor) >= seq && outbox.length === 0;
}
