import { createMemoryStore, type DeviceStore, type OutboxItem, transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chance, createChance, seed } from "../src/testing/randomness.ts";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { report } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { until } from "./support/until.ts";

/*
 * Answers get lost: the server has stored what was said, and the device does not learn it. It says it again, and so does
 * another device with a copy of the same outbox. What is there in the end is what was said, once each (L4).
 */

let gathering: Gathering;
beforeAll(async () => {
  gathering = await gather();
});
afterAll(() => gathering.close());

const LOST = 0.3;
const MESSAGES = scaled({ selection: 10, whole: 150 });

/** From now on loses so many answers, by chance: the request arrives, nothing comes back, and the line breaks. */
function loseAnswers({ client, cable }: SyncedDevice, chance: Chance): { lost(): number; stop(): void } {
  const tried = new Map<string, number>();
  let [lost, timer] = [0, setTimeout(() => {}, 0)];
  const isNew = ({ id, attempts, status }: OutboxItem) => status === "sending" && attempts > (tried.get(id) ?? 0);
  const stop = client.subscribe(() => {
    const fresh = client.getView().outbox.filter(isNew);
    for (const { id, attempts } of fresh) tried.set(id, attempts);
    if (fresh.length === 0 || chance.share() >= LOST) return;
    lost += 1;
    cable.muffle();
    clearTimeout(timer);
    timer = setTimeout(() => {
      cable.cut();
      client.reconnect();
    }, 60);
  });
  return { lost: () => lost, stop };
}

/** Each by a chance of its own, so that what one loses does not depend on when the others speak. */
function loseAnswersOfAll(devices: readonly SyncedDevice[]) {
  return devices.map((device, index) => loseAnswers(device, createChance(seed + index)));
}

async function readIds(): Promise<string[]> {
  const { rows } = await gathering.server.node.app.db.pool.query<{ id: string }>("SELECT id FROM message");
  return rows.map(({ id }) => id);
}

it(`three answers in ten are lost, and everything is there once and in the order in which it was typed (seed ${seed})`, async () => {
  const devices = await Promise.all(
    transportNames.map((transport) => gathering.join({ name: `unanswered on ${transport}`, transport })),
  );
  const losses = loseAnswersOfAll(devices);
  for (const device of devices) {
    for (let count = 0; count < MESSAGES; count++) device.send(gathering.cast.generalId, `said ${count} ${newId()}`);
  }
  const isSaid = ({ client }: SyncedDevice) => client.getView().outbox.length === 0;
  // The view follows a moment later.
  await until(() => devices.every(({ client }) => client.getView().outbox.length > 0), "everything being typed");
  await until(() => devices.every(isSaid), "everything being said", scaled({ selection: 60_000, whole: 600_000 }));
  for (const { stop } of losses) stop();
  const lost = losses.reduce((sum, loss) => sum + loss.lost(), 0);
  report("answers lost", { messages: MESSAGES * devices.length, lost });
  expect(lost).toBeGreaterThan(0.1 * MESSAGES * devices.length);
  expect(await gathering.settle(devices)).toEqual([]);
});

/** What a device kept that was closed with all of it still to say. */
async function fillStore(device: SyncedDevice, outbox: readonly OutboxItem[]): Promise<DeviceStore> {
  const store = createMemoryStore();
  await store.writeDevice({ userId: device.person.id });
  await store.writePerson(device.person.id, { held: null, outbox: [...outbox] });
  return store;
}

it(`two devices with the same outbox, both losing answers, bring each message once (seed ${seed})`, async () => {
  const origin = await gathering.join({ name: "the origin", transport: "websocket" });
  origin.cable.unplug();
  for (let count = 0; count < MESSAGES; count++) {
    origin.send(gathering.cast.generalId, `typed offline ${count} ${newId()}`);
  }
  await until(() => origin.client.getView().outbox.length === MESSAGES, "all of it in the outbox");
  const { outbox } = origin.client.getView();
  const before = new Set(await readIds());
  const copies = await Promise.all(
    (["websocket", "long-poll"] as const).map(async (transport) => {
      const store = await fillStore(origin, outbox);
      return gathering.join({ name: `a copy on ${transport}`, transport, store });
    }),
  );
  const losses = loseAnswersOfAll(copies);
  origin.cable.plug();
  origin.client.reconnect();
  const devices = [origin, ...copies];
  await until(() => devices.every(({ client }) => client.getView().outbox.length === 0), "all outboxes being empty");
  for (const { stop } of losses) stop();
  for (const copy of copies) for (const { id } of outbox) copy.sent.set(id, origin.sent.get(id) ?? "");
  const added = (await readIds()).filter((id) => !before.has(id));
  expect(added.sort()).toEqual(outbox.map(({ id }) => id).sort());
  expect(await gathering.settle(devices)).toEqual([]);
});
