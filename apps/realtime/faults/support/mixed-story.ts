import { transportNames } from "@hiroba/client";
import { assertNever, type Id, type Message, newId, type Reaction, seqOf } from "@hiroba/protocol";
import type { Person } from "../../src/testing/cast.ts";
import { call, must } from "../../src/testing/device.ts";
import { createJournal, type FaultKind, type Journal } from "../../src/testing/journal.ts";
import { readLog } from "../../src/testing/judge.ts";
import { readRemembered } from "../../src/testing/judge-changes.ts";
import { CLOSING } from "../../src/testing/judge-journal.ts";
import { createNodeProcess, type NodeProcess } from "../../src/testing/node-process.ts";
import { type Chance, createChance } from "../../src/testing/randomness.ts";
import type { SyncedDevice } from "../../src/testing/synced-device.ts";
import { type Gathering, gather } from "./gathering.ts";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres.ts";
import { sleep } from "./until.ts";
import { watchDevice } from "./watch-device.ts";

/** Where the mixed story is told, once or many times: nodes, and a PostgreSQL that flushes as in production. */
export type MixedStage = {
  /** Tells it with devices of its own, for as long as is given or until every killed one is back. */
  tell(story: { seed: number; forMs: number }): Promise<Journal>;
  /** The process of the node that is never killed; null where that is a node of this process. */
  steady: NodeProcess | null;
  close(): Promise<void>;
};

/**
 * Opens it. `isMeasured`: the node that is never killed is a process of its own, which collects its garbage every few
 * seconds, so that its memory can be followed.
 */
export async function openMixedStage({ isMeasured }: { isMeasured: boolean }): Promise<MixedStage> {
  const postgres = await startOwnPostgres();
  const gathering = await gather({ databaseServer: postgres.url });
  const { databaseUrl } = gathering.server;
  const imports = [new URL("collected.ts", import.meta.url).href];
  const steady = isMeasured ? await createNodeProcess(databaseUrl, { imports }) : null;
  const victim = await createNodeProcess(databaseUrl);
  await Promise.all([steady?.start(), victim.start()]);
  const urls = [steady?.url ?? gathering.server.url, victim.url] as const;
  // The same for all stories: what a node holds grows with people and rooms, and not with what they do.
  const gardenId = newId();
  const { aiko, generalId } = gathering.cast;
  await must(urls[0], aiko, "room.create", { id: gardenId, kind: "public", name: "Garden" });
  const people = await Promise.all(carriers.map(({ name }) => gathering.invite(name.replaceAll(" ", "-"))));
  for (const { id: userId } of people) await must(urls[0], aiko, "member.remove", { roomId: generalId, userId });
  const place: Place = { gathering, postgres, victim, urls, gardenId, people };
  return {
    steady,
    tell: (story) => tell(place, story),
    close: async () => {
      await Promise.all([steady?.kill(), victim.kill()]);
      await gathering.close();
      await postgres.close();
    },
  };
}

type Place = {
  gathering: Gathering;
  postgres: OwnPostgres;
  victim: NodeProcess;
  urls: readonly [string, string];
  /** A room that people come into and leave, in which scripts talk. */
  gardenId: Id;
  people: readonly Person[];
};

/** One device on each transport on the node that is killed, one that chooses for itself, and one on the other node. */
const carriers = [
  ...([...transportNames, "auto"] as const).map((transport) => ({
    name: transport as string,
    transport,
    isVictims: true,
  })),
  { name: "websocket elsewhere", transport: "websocket", isVictims: false } as const,
];

/**
 * The one story for all transports at once: devices and scripts talk on two nodes, change and delete what they said, react,
 * read, draft, and come into a second room and leave it, while lines are cut, fall silent, lose answers or pieces, are
 * pulled out and led elsewhere, and the database and one node are killed, on which a device of every transport begins, as
 * the seed says. Writes down what was done and what came of it.
 */
async function tell(place: Place, { seed, forMs }: { seed: number; forMs: number }): Promise<Journal> {
  const { gathering, urls, gardenId, people } = place;
  const { aiko, generalId } = gathering.cast;
  const journal = createJournal(seed, "mixed");
  const { seq: fromSeq } = await gathering.say(`the beginning ${newId()}`);
  for (const { id: userId } of people) await must(urls[0], aiko, "member.add", { roomId: generalId, userId });
  const devices = await Promise.all(
    carriers.map(({ isVictims, ...device }, index) =>
      gathering.join({ ...device, person: people[index] ?? aiko, url: urls[isVictims ? 1 : 0] }),
    ),
  );
  for (const device of devices) {
    watchDevice(device, journal);
    giveUpRefused(device);
  }
  const chance = createChance(seed);
  const stage: Stage = { ...place, devices: devices as Stage["devices"], journal, chance, fromSeq, isTruce: false };
  await act(stage, forMs);
  await settle(stage);
  for (const device of devices) {
    await device.close();
    // Judged, and over a night too much to keep.
    device.lives.length = 0;
  }
  // Of this story the next one's devices are told nothing.
  for (const { id: userId } of people) {
    await must(urls[0], aiko, "member.remove", { roomId: generalId, userId });
    await call(urls[0], aiko, "member.remove", { roomId: gardenId, userId });
  }
  return journal;
}

type Stage = Place & {
  devices: [SyncedDevice, ...SyncedDevice[]];
  journal: Journal;
  chance: Chance;
  fromSeq: number;
  /** While there is a truce no line is broken. */
  isTruce: boolean;
};

const PACE_MS = 40;
/** Of a hundred steps so many are of a kind. */
const kinds = {
  send: 29,
  say: 15,
  edit: 7,
  delete: 4,
  react: 7,
  unreact: 3,
  read: 4,
  unread: 3,
  draft: 4,
  come: 5,
  go: 3,
  cut: 4,
  muffle: 3,
  unplug: 3,
  move: 2,
  silence: 2,
  weather: 2,
} as const;
type Kind = keyof typeof kinds;
type LineFault = "cut" | "muffle" | "unplug" | "move" | "silence" | "weather";
/** What a person does at a device through its outbox. */
type Deed = Exclude<Kind, LineFault | "say" | "come" | "go">;
const drawn = Object.entries(kinds).flatMap(([kind, weight]) => Array<Kind>(weight).fill(kind as Kind)) as [
  Kind,
  ...Kind[],
];

async function act(stage: Stage, forMs: number): Promise<void> {
  const beganAt = stage.journal.now();
  const speaking: Promise<void>[] = [];
  let isKilling = true;
  const killing = killAll(stage, forMs).finally(() => {
    isKilling = false;
  });
  for (let step = 0; isKilling || step * PACE_MS < forMs; step++) {
    const dueAt = beganAt + step * PACE_MS;
    await sleep(Math.max(0, dueAt - stage.journal.now()));
    const [kind, device] = [stage.chance.pick(drawn), stage.chance.pick(stage.devices)];
    stage.journal.note({ kind: "step", dueAt, what: `${kind} ${device.name}` });
    if (kind === "say") speaking.push(say(stage));
    else perform(kind, device, stage);
  }
  await Promise.all([...speaking, killing]);
}

/** In each such stretch of time a node and the database are killed, one after the other, in an order that is drawn. */
const ROUND_MS = 20_000;

type Killing = {
  what: Exclude<FaultKind, "lines">;
  end(): Promise<void>;
  start(): Promise<void>;
  /** `saidUntil` is where the log stood before. */
  untilLevel(stage: Stage, device: SyncedDevice, saidUntil: number): Promise<void>;
};

async function killAll(stage: Stage, forMs: number): Promise<void> {
  const { journal, postgres, victim } = stage;
  // Its own, so that what is drawn does not depend on how many steps the machine has managed until then.
  const chance = createChance(stage.chance.share() * 2 ** 32);
  const beganAt = journal.now();
  const { start } = postgres;
  const node: Killing = { what: "node", end: victim.kill, start: () => victim.start(), untilLevel: untilBack };
  for (let roundAt = beganAt; roundAt < beganAt + forMs; roundAt += ROUND_MS) {
    const endDatabase = chance.pick([postgres.kill, postgres.kill, postgres.stopAtOnce]);
    const database: Killing = { what: "database", end: endDatabase, start, untilLevel: untilSaying };
    const order = chance.pick([
      [node, database],
      [database, node],
    ]);
    for (const killing of order) {
      const dueAt = roundAt + chance.share() * Math.min(ROUND_MS, forMs) * 0.3;
      await sleep(Math.max(0, dueAt - journal.now()));
      await kill(stage, killing, chance.share() * 1_500);
    }
    await sleep(Math.max(0, Math.min(roundAt + ROUND_MS, beganAt + forMs) - journal.now()));
  }
}

/** Kills, starts again after a while, and notes how long every device takes from then on. */
async function kill(stage: Stage, { what, end, start, untilLevel }: Killing, awayMs: number): Promise<void> {
  const { journal, devices, gathering } = stage;
  const saidUntil = gathering.server.node.app.tail.position();
  journal.note({ kind: "fault", what: `kill ${what}`, phase: "begins" });
  await end();
  await sleep(awayMs);
  callTruce(stage);
  await start();
  journal.note({ kind: "fault", what: `kill ${what}`, phase: "ends" });
  const since = journal.now();
  await Promise.all(
    devices.map(async (device) => {
      await untilLevel(stage, device, saidUntil);
      journal.note({ kind: "level", by: device.name, after: what, afterMs: Math.round(journal.now() - since) });
    }),
  );
  stage.isTruce = false;
}

/** From now on no line is broken, so that how long it takes to come back from a kill is no line's fault. */
function callTruce(stage: Stage): void {
  stage.isTruce = true;
  for (const { cable, client } of stage.devices) {
    cable.plug();
    cable.setWeather({});
    client.reconnect();
  }
}

/**
 * A node listens again, and somebody comes back to each device: it is live, which says that it has caught up, and has all
 * that was said before the kill. What is said from now on a short poll may hear two seconds late, kill or not.
 */
async function untilBack(_: Stage, device: SyncedDevice, saidUntil: number): Promise<void> {
  device.client.reconnect();
  await device.until(
    ({ connection: { status, cursor } }) => status === "live" && seqOf(cursor) >= saidUntil,
    "being back and caught up",
  );
}

/** The database answers again: what has waited longest, or is said now, has been said. Nobody needs to do anything. */
async function untilSaying({ gathering }: Stage, device: SyncedDevice): Promise<void> {
  const { outbox } = device.client.getView();
  const first = outbox[0]?.id ?? send(device, gathering.cast.generalId);
  await device.until((view) => view.outbox.every(({ id }) => id !== first), "saying something");
}

/** A script asks once, in one of the rooms, and notes what it is told; without an answer it knows nothing. */
async function say({ gathering, urls, journal, chance, gardenId }: Stage): Promise<void> {
  const { aiko, generalId } = gathering.cast;
  const roomId = chance.pick([generalId, gardenId]);
  const [id, by] = [newId(), "script"];
  const body = `scripted ${id}`;
  journal.note({ kind: "call", by, id, command: "message.send", input: { id, roomId, body } });
  const result = await call(chance.pick([...urls]), aiko, "message.send", { id, roomId, body }).catch(() => null);
  if (result) journal.note({ kind: "answer", by, id, ok: result.ok, code: result.ok ? null : result.error.code });
}

function perform(kind: Exclude<Kind, "say">, device: SyncedDevice, stage: Stage): void {
  const { client } = device;
  switch (kind) {
    case "come":
    case "go":
      return void visit(kind === "come" ? "room.join" : "room.leave", device, stage);
    case "cut":
    case "muffle":
    case "unplug":
    case "move":
    case "silence":
    case "weather":
      if (!stage.isTruce) breakLine(kind, device, stage);
      return;
    default:
      // As people do, it waits while much of it is still to be said.
      if (client.getView().outbox.length <= 25) ask(kind, device, stage);
  }
}

/** Comes into the garden or leaves it: asked once, on whatever line there is; whether it was done, the log tells. */
async function visit(
  command: "room.join" | "room.leave",
  { client, name: by }: SyncedDevice,
  { journal, gardenId }: Stage,
): Promise<void> {
  const [id, input] = [newId(), { roomId: gardenId }];
  journal.note({ kind: "call", by, id, command, input });
  const result = await client.call(command, input).catch(() => null);
  if (result) journal.note({ kind: "answer", by, id, ok: result.ok, code: result.ok ? null : result.error.code });
}

function ask(deed: Deed, device: SyncedDevice, stage: Stage): void {
  const { client, person, name } = device;
  const { gathering, chance } = stage;
  const roomId = gathering.cast.generalId;
  const isOwn = deed === "edit" || deed === "delete";
  const isMine = ({ userIds }: Reaction) => userIds.includes(person.id);
  const message = pickMessage(device, stage, ({ authorId, reactions }) =>
    deed === "unreact" ? reactions.some(isMine) : !isOwn || authorId === person.id,
  );
  const emoji = chance.pick(["👍", "🎉"]);
  const toMessage: Record<Exclude<Deed, "send" | "draft">, (message: Message) => void> = {
    edit: ({ id }) => client.enqueue("message.edit", { messageId: id, body: `mended on ${name} ${newId()}` }),
    delete: ({ id }) => client.enqueue("message.delete", { messageId: id }),
    react: ({ id }) => client.enqueue("reaction.add", { messageId: id, emoji }),
    unreact: ({ id, reactions }) =>
      client.enqueue("reaction.remove", { messageId: id, emoji: reactions.find(isMine)?.emoji ?? emoji }),
    read: ({ seq }) => client.enqueue("read.mark", { roomId, seq }),
    unread: ({ seq }) => client.enqueue("read.markUnread", { roomId, seq }),
  };
  if (deed === "send") send(device, roomId);
  else if (deed === "draft") {
    client.enqueue("draft.save", { roomId, body: chance.pick(["", `half a thought ${newId()}`]) });
  } else if (message) toMessage[deed](message);
}

/** One of the newest messages of this story, but for what is deleted or about to be by this device. */
function pickMessage(
  { client }: SyncedDevice,
  { gathering, chance, fromSeq }: Stage,
  fits: (message: Message) => boolean,
): Message | undefined {
  const { state, outbox } = client.getView();
  const doomed = outbox.flatMap((item) => (item.command === "message.delete" ? [item.input.messageId] : []));
  const ids = state?.timelines[gathering.cast.generalId]?.messageIds ?? [];
  const messages = ids.flatMap((id) => {
    const message = state?.messages[id];
    const isThere = message && message.seq > fromSeq && message.deletedAt === null && !doomed.includes(id);
    return isThere && fits(message) ? [message] : [];
  });
  const [first, ...rest] = messages.slice(-12);
  return first && chance.pick([first, ...rest]);
}

/** Who reacts to what somebody has just deleted is refused, as they should be. */
function giveUpRefused({ client }: SyncedDevice): void {
  client.subscribe(() => {
    for (const { id, command, status, error } of client.getView().outbox) {
      const isLate = command === "reaction.add" && error?.details.reason === "messageDeleted";
      if (status === "failed" && isLate) client.discard(id);
    }
  });
}

/** The longest fault of a line. */
const LONGEST_MS = 800;

function breakLine(kind: LineFault, { client, cable, name }: SyncedDevice, { urls, journal, chance }: Stage): void {
  const breakFor = (milliseconds: number, mend: () => void) => {
    journal.note({ kind: "fault", what: `${kind} ${name}`, phase: "begins" });
    setTimeout(() => {
      mend();
      journal.note({ kind: "fault", what: `${kind} ${name}`, phase: "ends" });
    }, milliseconds);
  };
  switch (kind) {
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
      return;
    case "silence":
      // Nobody is told, until what has forgotten the line begins anew.
      cable.silence("both");
      breakFor(LONGEST_MS, cable.cut);
      return;
    case "weather":
      cable.setWeather({ roughness: { chance: createChance(chance.share() * 2 ** 32), delayMs: 80, loss: 0.2 } });
      breakFor(LONGEST_MS, () => cable.setWeather({}));
      return;
    default:
      assertNever(kind);
  }
}

function send(device: SyncedDevice, roomId: string): string {
  return device.send(roomId, `said on ${device.name} ${newId()}`);
}

/** Ends all faults, waits until everybody is level, and notes what is in the database. */
async function settle({ gathering, devices, journal, fromSeq }: Stage): Promise<void> {
  // The last fault ends by itself.
  await sleep(LONGEST_MS + 100);
  const mendedAt = performance.now();
  for (const { client } of devices) client.reconnect();
  const body = "all is well again";
  const { id, seq } = await gathering.say(body);
  const input = { id, roomId: gathering.cast.generalId, body };
  journal.note({ kind: "call", by: CLOSING, id, command: "message.send", input });
  await Promise.all(
    devices.map(async (device) => {
      await device.reaches(seq);
      const afterMs = Math.round(performance.now() - mendedAt);
      journal.note({ kind: "level", by: device.name, after: "lines", afterMs });
    }),
  );
  const { pool } = gathering.server.node.app.db;
  // Before the gathering says an end of its own.
  const { rows } = await pool.query<{ id: string; body: string }>(
    "SELECT id, body FROM message WHERE seq > $1 ORDER BY seq",
    [fromSeq],
  );
  const violations = await gathering.settle(devices, [], { fromSeq });
  for (const { name, person, sent } of devices) {
    journal.note({ kind: "device", by: name, userId: person.id, sent: [...sent.keys()] });
  }
  journal.note({ kind: "found", violations });
  const changes = await readRemembered(pool, fromSeq);
  journal.note({ kind: "log", envelopes: await readLog(pool, fromSeq), messages: rows, changes });
}
