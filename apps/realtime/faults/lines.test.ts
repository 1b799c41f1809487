import { type TransportName, transportNames } from "@hiroba/client";
import { type Id, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Direction, layCable } from "../src/testing/cable.ts";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { startFarDevice } from "./support/far-device.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { sleep, until } from "./support/until.ts";

/*
 * What networks do to a connection other than cutting it: they forget it without a word to either side, let one
 * direction pass alone, lose, delay and chop. A TCP proxy does it to the bytes; in `loss.whole.test.ts` the kernel does
 * it to the packets.
 */

let gathering: Gathering;
beforeAll(async () => {
  gathering = await gather();
});
afterAll(() => gathering.close());

/** The pass mark: a connection that only looks alive is found within this. */
const FOUND_MS = 25_000;
/** What is found is followed by a new connection after a pause of up to a second. */
const RECONNECT_MS = 1_500;

type Silence = { transport: TransportName; direction: Direction | "both" };

const silences: Silence[] = scaled({
  selection: [
    ...transportNames.map((transport): Silence => ({ transport, direction: "both" })),
    { transport: "websocket", direction: "up" },
    { transport: "websocket", direction: "down" },
    { transport: "polling", direction: "down" },
  ],
  whole: transportNames.flatMap((transport) =>
    (["both", "up", "down"] as const).map((direction): Silence => ({ transport, direction })),
  ),
});

/** In the selection no longer than others in this file wait. */
const suspensions = scaled({ selection: [26_000], whole: [120_000, 900_000] });
/** The pass mark: from the moment when a device goes on. */
const AWAKE_MS = 1_000;

/** Sockets of which the node hears regularly. Of a stream that only goes down it learns when TCP gives up. */
const isHeard = ({ transport }: Silence) => transport === "websocket" || transport === "polling";

describe.concurrent("a line that falls silent", () => {
  it.each(silences)("is found in time by both sides: $transport, $direction", async (silence) => {
    const { server, invite, join, say, settle } = gathering;
    const name = `silent-${silence.transport}-${silence.direction}`;
    const device = await join({ name, person: await invite(name), transport: silence.transport });
    await isAtRest(device);
    const { hub } = server.node.app;
    const ghosts = new Set(hub.connectionsOf(device.person.id));
    device.cable.silence(silence.direction);
    const since = performance.now();
    const { id: missed } = await say(`said to ${name}`);
    const hasMissed = () => device.client.getView().state?.messages[missed] !== undefined;
    // Between two polls there may be nothing to find.
    const isNew = () => device.client.getView().connection.status !== "live" || hasMissed();
    await until(isNew, `${name} finding the silence`);
    const foundMs = performance.now() - since;
    await until(hasMissed, `${name} catching up`);
    const caughtUpMs = performance.now() - since;
    const isForgotten = () => ![...hub.connectionsOf(device.person.id)].some((connection) => ghosts.has(connection));
    if (isHeard(silence)) await until(isForgotten, "the node finding the silence");
    const forgottenMs = performance.now() - since;
    report(name, {
      "found after": toSeconds(foundMs),
      "caught up after": toSeconds(caughtUpMs),
      ...(isHeard(silence) && { "by the node after": toSeconds(forgottenMs) }),
    });
    expect(foundMs).toBeLessThanOrEqual(FOUND_MS);
    expect(caughtUpMs).toBeLessThanOrEqual(FOUND_MS + RECONNECT_MS);
    if (isHeard(silence)) expect(forgottenMs).toBeLessThanOrEqual(FOUND_MS);
    expect(await settle([device])).toEqual([]);
  });

  it.each(suspensions)(
    "is left at once by a device that was suspended for %i ms and is typed into: first word, all that was missed",
    async (suspendedMs) => {
      const { server, cast, invite, say } = gathering;
      const { token } = await invite(`sleeper${suspendedMs}`);
      const cable = await layCable(server.url);
      const device = await startFarDevice({ url: cable.url, token, transport: "auto", roomId: cast.generalId });
      device.suspend();
      cable.silence("both");
      await sleep(suspendedMs);
      const { seq } = await say("missed by the sleeper");
      device.resume();
      const since = performance.now();
      const typed = await device.say("typed by the sleeper");
      const isLevel = async () => {
        const view = await device.view();
        return view.seq >= seq && view.waiting === 0 && view.messages.some(({ id }) => id === typed);
      };
      await until(isLevel, "the sleeper being level");
      const levelMs = performance.now() - since;
      report(`suspended for ${toSeconds(suspendedMs)}`, { "typed, and caught up after": toSeconds(levelMs) });
      expect(levelMs).toBeLessThanOrEqual(AWAKE_MS);
      await device.close();
      await cable.close();
    },
  );

  it.each(transportNames)("loses nothing that was typed on it: %s", async (transport) => {
    const device = await gathering.join({ name: `typing on ${transport}`, transport });
    await isAtRest(device);
    device.cable.silence("both");
    const typed = device.send(gathering.cast.generalId, `typed into a silent line on ${transport}`);
    const later = device.send(gathering.cast.generalId, `typed after it on ${transport}`);
    const seqOf = (id: Id) => device.client.getView().state?.messages[id]?.seq ?? 0;
    await until(() => seqOf(typed) > 0 && seqOf(later) > 0, `what was typed on ${transport}`);
    expect(seqOf(typed)).toBeLessThan(seqOf(later));
    expect(await gathering.settle([device])).toEqual([]);
  });
});

it("a line that loses one in five, delays, chops and breaks brings everything once and in order", async () => {
  const devices = await Promise.all(
    transportNames.map((transport) => gathering.join({ name: `rough ${transport}`, transport })),
  );
  for (const { cable } of devices) cable.setWeather({ loss: 0.2, delayMs: 80, pieceBytes: 700 });
  await gathering.during(async () => {
    for (let round = 0; round < scaled({ selection: 4, whole: 60 }); round++) {
      for (const device of devices) device.send(gathering.cast.generalId, `typed in bad weather ${newId()}`);
      await sleep(500);
      devices[round % devices.length]?.cable.cut();
    }
  }, 60);
  for (const { cable } of devices) cable.setWeather({});
  expect(await gathering.settle(devices)).toEqual([]);
});

/** Waits until nothing has come for a while, so that what is open is open and nothing is under way. */
async function isAtRest({ cable }: SyncedDevice): Promise<void> {
  for (let received = -1; received !== cable.received(); ) {
    received = cable.received();
    await sleep(250);
  }
}
