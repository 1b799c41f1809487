import { transportNames } from "@hiroba/client";
import { newId, readCursor } from "@hiroba/protocol";
import { call } from "../../src/testing/device.ts";
import { createJournal, type Journal } from "../../src/testing/journal.ts";
import { readLog } from "../../src/testing/judge.ts";
import type { SyncedDevice } from "../../src/testing/synced-device.ts";
import { type Gathering, gather } from "./gathering.ts";
import { type Chance, createChance } from "./randomness.ts";
import { sleep } from "./until.ts";

/**
 * The one story for all transports at once: devices and scripts talk, read and react on two nodes, while lines are cut,
 * lose answers, are pulled out and led elsewhere, as the seed says. Writes down what was done and what came of it.
 */
export async function tellMixedStory({ seed, forMs }: { seed: number; forMs: number }): Promise<Journal> {
  const journal = createJournal(seed, "mixed");
  const gathering = await gather();
  const other = await gathering.server.addNode();
  const urls = [gathering.server.url, other.url] as const;
  const devices = await Promise.all(
    transportNames.map((transport, index) =>
      gathering.join({ name: transport, transport, url: urls[index % 2 ? 1 : 0] }),
    ),
  );
  for (const device of devices) watch(device, journal);
  const stage: Stage = { gathering, devices: devices as Stage["devices"], urls, journal, chance: createChance(seed) };
  await act(stage, forMs);
  await settle(stage);
  await gathering.close();
  return journal;
}

type Stage = {
  gathering: Gathering;
  devices: [SyncedDevice, ...SyncedDevice[]];
  urls: readonly [string, string];
  journal: Journal;
  chance: Chance;
};

const PACE_MS = 40;
/** Of a hundred steps so many are of a kind. */
const kinds = { send: 40, say: 20, read: 12, react: 12, cut: 5, muffle: 4, unplug: 4, move: 3 } as const;
type Kind = keyof typeof kinds;
const drawn = Object.entries(kinds).flatMap(([kind, weight]) => Array<Kind>(weight).fill(kind as Kind)) as [
  Kind,
  ...Kind[],
];

/** Notes every position a device comes to, and every answer, which it has when an item leaves its outbox. */
function watch({ name, client }: SyncedDevice, { note }: Journal): void {
  const waiting = new Set<string>();
  let last = -1;
  client.subscribe(() => {
    const { connection, outbox } = client.getView();
    const { seq = last } = readCursor(connection.cursor ?? "") ?? {};
    if (seq !== last) note({ kind: "applied", by: name, life: 0, seq, events: connection.events });
    last = seq;
    const present = new Set(outbox.map(({ id }) => id));
    for (const id of [...waiting].filter((one) => !present.has(one))) {
      waiting.delete(id);
      note({ kind: "answer", by: name, id, ok: true, code: null });
    }
    for (const { id, command } of outbox) if (command === "message.send") waiting.add(id);
  });
}

async function act(stage: Stage, forMs: number): Promise<void> {
  const beganAt = stage.journal.now();
  const speaking: Promise<void>[] = [];
  for (let step = 0; step * PACE_MS < forMs; step++) {
    const dueAt = beganAt + step * PACE_MS;
    await sleep(Math.max(0, dueAt - stage.journal.now()));
    const [kind, device] = [stage.chance.pick(drawn), stage.chance.pick(stage.devices)];
    stage.journal.note({ kind: "step", dueAt, what: `${kind} ${device.name}` });
    if (kind === "say") speaking.push(say(stage));
    else perform(kind, device, stage);
  }
  await Promise.all(speaking);
}

/** A script asks once and notes what it is told; without an answer it knows nothing. */
async function say({ gathering, urls, journal, chance }: Stage): Promise<void> {
  const { aiko, generalId: roomId } = gathering.cast;
  const [id, by] = [newId(), "script"];
  const body = `scripted ${id}`;
  journal.note({ kind: "call", by, id, body });
  const result = await call(chance.pick([...urls]), aiko, "message.send", { id, roomId, body }).catch(() => null);
  if (result) journal.note({ kind: "answer", by, id, ok: result.ok, code: result.ok ? null : result.error.code });
}

function perform(kind: Exclude<Kind, "say">, device: SyncedDevice, { gathering, urls, journal, chance }: Stage): void {
  const { client, cable, name } = device;
  const roomId = gathering.cast.generalId;
  const { state, outbox } = client.getView();
  const breakFor = (milliseconds: number, mend: () => void) => {
    journal.note({ kind: "fault", what: `${kind} ${name}`, phase: "begins" });
    setTimeout(() => {
      mend();
      journal.note({ kind: "fault", what: `${kind} ${name}`, phase: "ends" });
    }, milliseconds);
  };
  const message = state?.messages[state.timelines[roomId]?.messageIds.at(-1) ?? ""];
  switch (kind) {
    case "send":
      // As people do, it waits while much of it is still to be said.
      if (outbox.length <= 25) send(device, roomId, journal);
      return;
    case "read":
      if (message) client.enqueue("read.mark", { roomId, seq: message.seq });
      return;
    case "react":
      if (message) client.enqueue("reaction.add", { messageId: message.id, emoji: chance.pick(["👍", "🎉"]) });
      return;
    case "cut":
      cable.cut();
      breakFor(0, client.reconnect);
      return;
    case "muffle":
      cable.muffle();
      breakFor(60, cable.cut);
      return;
    case "unplug":
      cable.unplug();
      breakFor(400, cable.plug);
      return;
    case "move":
      cable.leadTo(chance.pick([...urls]));
      cable.cut();
      breakFor(0, client.reconnect);
  }
}

function send(device: SyncedDevice, roomId: string, { note }: Journal): void {
  const body = `said on ${device.name} ${newId()}`;
  note({ kind: "call", by: device.name, id: device.send(roomId, body), body });
}

/** Ends all faults, waits until everybody is level, and notes what is in the database. */
async function settle({ gathering, devices, journal }: Stage): Promise<void> {
  // The last fault ends by itself.
  await sleep(500);
  const mendedAt = performance.now();
  for (const { client } of devices) client.reconnect();
  const { id, seq } = await gathering.say("all is well again");
  journal.note({ kind: "call", by: "script", id, body: "all is well again" });
  await Promise.all(
    devices.map(async (device) => {
      await device.reaches(seq);
      journal.note({ kind: "level", by: device.name, afterMs: Math.round(performance.now() - mendedAt) });
    }),
  );
  const { pool } = gathering.server.node.app.db;
  const violations = await gathering.settle(devices);
  const { rows } = await pool.query<{ id: string; body: string }>("SELECT id, body FROM message ORDER BY seq");
  const messages = rows.filter(({ body }) => !body.startsWith("the end "));
  for (const { name, person, sent } of devices) {
    journal.note({ kind: "device", by: name, userId: person.id, sent: [...sent.keys()] });
  }
  journal.note({ kind: "found", violations });
  journal.note({ kind: "log", envelopes: await readLog(pool), messages });
}
