import { type TransportName, transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { expect, it } from "vitest";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { openGate, type Refusal } from "./support/gate.ts";
import { gather } from "./support/gathering.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { sleep, until } from "./support/until.ts";

/*
 * A proxy forbids one transport after the other in the middle of a burst, best first, and allows them again. The device
 * goes down rung by rung, and up again when somebody comes back to it, as browsers tell; nothing is doubled or lost.
 */

const SWITCHED_MS = 10_000;

async function timeSwitching(device: SyncedDevice, to: TransportName): Promise<number> {
  const since = performance.now();
  await device.until(({ connection }) => connection.status === "live" && connection.transport === to, `${to} carrying`);
  return performance.now() - since;
}

it.each(scaled<Refusal[]>({ selection: ["refuses"], whole: ["refuses", "swallows"] }))(
  "a device finds another way within ten seconds, rung by rung, when a proxy %s",
  async (refusal) => {
    const { cast, server, join, during, settle, close } = await gather();
    const gate = await openGate(server.url);
    const device = await join({ name: `behind a proxy that ${refusal}`, transport: "auto", url: gate.url });
    const downMs: number[] = [];
    const upMs: number[] = [];
    const say = () => device.send(cast.generalId, `said on the way ${newId()}`);
    await during(async () => {
      expect(device.client.getView().connection.transport).toBe("websocket");
      for (const [index, transport] of transportNames.slice(0, -1).entries()) {
        gate.forbid(transport, refusal);
        say();
        downMs.push(await timeSwitching(device, transportNames[index + 1] ?? "poll"));
        say();
      }
      for (const transport of transportNames.slice(0, -1).reverse()) {
        gate.allow(transport);
        say();
        device.client.reconnect();
        upMs.push(await timeSwitching(device, transport));
        say();
      }
    });
    report(`behind a proxy that ${refusal}`, {
      "down after": downMs.map(toSeconds).join(" "),
      "up after": upMs.map(toSeconds).join(" "),
    });
    expect(Math.max(...downMs, ...upMs)).toBeLessThanOrEqual(SWITCHED_MS);
    expect(await settle([device])).toEqual([]);
    await close();
    await gate.close();
  },
);

/** The pass mark of a first visit: nobody looks at an empty page for longer. */
const FIRST_MS = 5_000;
/** By then a transport that was tried has carried or was given up. */
const TRYING_MS = 6_000;

it("a first visit is live within five seconds where a proxy swallows all but short polling, and hears from then on", async () => {
  const { cast, server, join, say, settle, close } = await gather();
  const gate = await openGate(server.url);
  for (const transport of transportNames.slice(0, -1)) gate.forbid(transport, "swallows");
  const since = performance.now();
  const device = await join({ name: "behind a proxy that swallows", transport: "auto", url: gate.url });
  const liveMs = performance.now() - since;
  device.send(cast.generalId, "said through it");
  await device.reaches((await say("heard through it")).seq);
  const heardMs = performance.now() - since;
  await until(() => transportNames.slice(0, -1).every(gate.hasStopped), "all that is better being tried");
  await sleep(TRYING_MS);
  const saidAt = performance.now();
  await device.reaches((await say("heard though others were tried")).seq);
  const laterMs = performance.now() - saidAt;
  report("a first visit", {
    "live after": toSeconds(liveMs),
    "heard after": toSeconds(heardMs),
    "later within": toSeconds(laterMs),
  });
  expect(device.client.getView().connection).toMatchObject({ transport: "poll", reason: "timedOut", reconnects: 0 });
  expect(liveMs).toBeLessThanOrEqual(FIRST_MS);
  expect(Math.max(heardMs, laterMs)).toBeLessThanOrEqual(FIRST_MS);
  expect(await settle([device])).toEqual([]);
  await close();
  await gate.close();
});
