import { setTimeout as pause } from "node:timers/promises";
import { type OutboxItem, type TransportName, transportNames } from "@hiroba/client";
import { type Id, type Message, newId, seqOf } from "@hiroba/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Node } from "./server.ts";
import { type Cast, createCast } from "./testing/cast.ts";
import { must } from "./testing/device.ts";
import { judge } from "./testing/judge.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";
import { rememberSaying } from "./testing/said.ts";
import { type SyncedDevice, startDevice } from "./testing/synced-device.ts";

/*
 * Ten devices of four people, two on each transport, on two nodes of one database, do what a generator says: talk, mend,
 * react, read, give up and take back, come and go, while lines are cut, answers lost, transports switched, programs
 * restarted and nodes replaced. However it went: every device ends with what a fresh snapshot holds, having applied every
 * event once and in order, everything anybody said and that was not refused is there once, and nothing that was given up.
 *
 * `HIROBA_FUZZ_SEED=… npx vitest run --project realtime fuzz` tells a story again; the seed is in the test's name.
 */

/** Seeds whose stories went wrong once. */
const keptSeeds: number[] = [];
const seed = Number(process.env.HIROBA_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const STEPS = 500;

const kinds = {
  send: 30,
  edit: 8,
  delete: 5,
  react: 8,
  unreact: 4,
  read: 8,
  unread: 3,
  draft: 4,
  discard: 6,
  undo: 4,
  join: 4,
  leave: 3,
  rename: 2,
  cut: 6,
  wake: 16,
  muffle: 3,
  switch: 6,
  restart: 2,
  move: 3,
  replace: 1,
  wait: 20,
} as const;
type Kind = keyof typeof kinds;

const steps = fc.record({
  kind: fc.oneof(...Object.entries(kinds).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as Kind) }))),
  device: fc.nat(9),
  pick: fc.nat(999),
});
type Step = { kind: Kind; device: number; pick: number };

let server: TestServer;
let cast: Cast;
let nodes: [Node, Node];
let devices: SyncedDevice[];
const gardenId = newId();
/** How to take back what a device gave up last. */
const undos = new Map<SyncedDevice, () => void>();
/** Messages that were given up, and those that were had back: by their ids, with their texts. */
const givenUp = new Set<Id>();
const hadBack = new Map<Id, string>();

beforeAll(async () => {
  server = await startTestServer();
  nodes = [server.node, await server.addNode()];
  cast = await createCast(server.node.app);
  await must(nodes[0].url, cast.aiko, "room.create", { id: gardenId, kind: "public", name: "Garden" });
  const people = [cast.aiko, cast.ben, cast.chika, cast.dee] as const;
  for (const { id: userId } of people) await must(nodes[0].url, cast.aiko, "member.add", { roomId: gardenId, userId });
  devices = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      startDevice({
        name: `device ${index}`,
        person: people[index % 4] ?? cast.aiko,
        url: nodes[index % 2 ? 1 : 0].url,
        transport: transportNames[index % 5] ?? "auto",
        rooms: [cast.generalId, gardenId],
      }),
    ),
  );
});
afterAll(async () => {
  await Promise.all(devices.map((device) => device.close()));
  await server.close();
});

const seeds = [...keptSeeds, seed].map((it) => [it]);

it.each(seeds)(
  "all devices end equal, and nothing is lost, doubled or out of order (seed %i)",
  async (seed) => {
    const [story = []] = fc.sample(fc.array(steps, { minLength: STEPS, maxLength: STEPS }), { seed, numRuns: 1 });
    for (const [index, step] of story.entries()) await perform(step, `${seed}.${index}`);
    await settle();
    const attempts = [...hadBack].map(([id, body]) => ({ id, body, isAcknowledged: true }));
    expect(await judge({ pool: nodes[0].app.db.pool, url: nodes[1].url, devices, attempts })).toEqual([]);
    expect(await findStanding(givenUp)).toEqual([]);
  },
  120_000,
);

async function perform({ kind, device: index, pick }: Step, label: string): Promise<void> {
  const device = devices[index];
  if (!device) return;
  const { client, cable } = device;
  const roomId = pick % 2 ? cast.generalId : gardenId;
  const message = pickMessage(device, roomId, pick);
  switch (kind) {
    case "send":
      device.send(roomId, `said ${label} ${["@room @ben @dee", "@ben @dee"][pick % 5] ?? ""}`);
      return;
    case "edit":
      if (message?.authorId === device.person.id) {
        client.enqueue("message.edit", { messageId: message.id, body: `mended ${label}` });
      }
      return;
    case "delete":
      if (message?.authorId === device.person.id) client.enqueue("message.delete", { messageId: message.id });
      return;
    case "react":
    case "unreact":
      if (!message) return;
      client.enqueue(kind === "react" ? "reaction.add" : "reaction.remove", {
        messageId: message.id,
        emoji: pick % 3 ? "👍" : "🎉",
      });
      return;
    case "read":
      if (message) client.enqueue("read.mark", { roomId, seq: message.seq });
      return;
    case "unread":
      if (message) client.enqueue("read.markUnread", { roomId, seq: message.seq });
      return;
    case "draft":
      client.enqueue("draft.save", { roomId, body: pick % 3 ? `half a thou ${label}` : "" });
      return;
    case "discard":
      giveUp(device, pick);
      return;
    case "undo":
      return haveBack(device);
    case "join":
    case "leave":
      // Aiko stays, so that the garden keeps somebody who runs it and #general everybody.
      if (device.person !== cast.aiko) void client.call(`room.${kind}`, { roomId: gardenId });
      return;
    case "rename":
      void client.call("room.update", { roomId, name: `Named ${label}` });
      return;
    case "cut":
      cable.cut();
      return;
    case "wake":
      client.reconnect();
      return;
    case "muffle":
      cable.muffle();
      setTimeout(cable.cut, 20 + (pick % 100));
      return;
    case "switch":
      client.setTransport(transportNames[pick % 5] as TransportName);
      return;
    case "restart":
      undos.delete(device);
      return device.restart();
    case "move":
      cable.leadTo(nodes[pick % 2 ? 1 : 0].url);
      cable.cut();
      return;
    case "replace":
      return replaceNode();
    case "wait":
      await pause(pick % 40);
  }
}

/** Gives up something that waits or was refused, and what was done to it; what is under way cannot be. */
function giveUp(device: SyncedDevice, pick: number): void {
  const { outbox } = device.client.getView();
  const item = outbox[pick % Math.max(1, outbox.length)];
  // Nor does it do any good to give up that something is given up.
  if (!item || item.status === "sending" || item.mayBeNeedless) return;
  undos.set(device, device.client.discard(item.id));
  if (item.command !== "message.send") return;
  forget(device, item.id);
  givenUp.add(item.id);
}

/** Takes back what a device gave up last; what the server may have deleted since is said anew, under another id. */
async function haveBack(device: SyncedDevice): Promise<void> {
  const undo = undos.get(device);
  if (!undo) return;
  undos.delete(device);
  undo();
  await pause(0);
  for (const { id, command, input } of device.client.getView().outbox) {
    if (command !== "message.send" || device.sent.has(id)) continue;
    rememberSaying(id);
    hadBack.set(id, input.body);
    givenUp.delete(id);
  }
}

function forget({ sent }: SyncedDevice, id: Id): void {
  sent.delete(id);
  hadBack.delete(id);
}

function pickMessage({ client }: SyncedDevice, roomId: string, pick: number): Message | undefined {
  const { state } = client.getView();
  const ids = state?.timelines[roomId]?.messageIds.slice(-12) ?? [];
  return state?.messages[ids[pick % Math.max(1, ids.length)] ?? ""];
}

/** Ends the second node in the middle of everything; its devices find the new one at its place. */
async function replaceNode(): Promise<void> {
  nodes[1] = await server.replaceNode(nodes[1]);
  for (const [index, { cable }] of devices.entries()) if (index % 2) cable.leadTo(nodes[1].url);
}

/** Lets every line carry again and waits until all have everything; what was refused for good is given up. */
async function settle(): Promise<void> {
  for (const [index, { cable, client }] of devices.entries()) {
    cable.leadTo(nodes[index % 2 ? 1 : 0].url);
    cable.cut();
    client.reconnect();
  }
  await Promise.all(devices.map(finish));
  await Promise.all(devices.map(async (device) => device.reaches(await sayTheEnd())));
}

/** Of messages that were given up those that are to be read all the same, in the room that everybody stays in. */
async function findStanding(ids: ReadonlySet<Id>): Promise<string[]> {
  const { rows } = await nodes[0].app.db.pool.query<{ body: string }>(
    "SELECT body FROM message WHERE id = ANY ($1::uuid[]) AND room_id = $2 AND deleted_at IS NULL",
    [[...ids], cast.generalId],
  );
  return rows.map(({ body }) => body);
}

/** Waits until a device has nothing left to say and gives up what was refused. */
async function finish(device: SyncedDevice): Promise<void> {
  const { client } = device;
  const isBusy = () => client.getView().outbox.some(({ status }) => status !== "failed");
  for (let rounds = 0; isBusy() && rounds < 10; rounds++) {
    await device.until(({ outbox }) => outbox.every(isSaid), "having said everything");
    const seq = await sayTheEnd();
    await device.until(({ connection }) => seqOf(connection.cursor) >= seq, "hearing the end");
  }
  for (const { id } of client.getView().outbox) {
    forget(device, id);
    client.discard(id);
  }
}

/** Says something that everybody hears. */
async function sayTheEnd(): Promise<number> {
  const end = { id: newId(), roomId: cast.generalId, body: `the end ${newId()}` };
  return (await must(nodes[0].url, cast.aiko, "message.send", end)).seq;
}

/** Refused for good, or answered: an answered item waits for its event, as `sending` without an error. */
function isSaid({ status, error }: OutboxItem): boolean {
  return status === "failed" || (status === "sending" && error === null);
}
