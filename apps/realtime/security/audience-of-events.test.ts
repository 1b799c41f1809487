import { type TransportName, transportNames } from "@hiroba/client";
import { type EventPage, type EventType, eventSchema, limits, newId, type Signal } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { addToRoom } from "../src/rooms/membership-writes.ts";
import { createPerson } from "../src/testing/cast.ts";
import { carriers, type Listener, listen, readCursor } from "../src/transports/testing/listen.ts";
import { type Actor, actors } from "./support/actors.ts";
import { audiences } from "./support/audiences.ts";
import { type Proof, proofs, toHeaders } from "./support/doors.ts";
import { findFiles } from "./support/find-files.ts";
import { type LitePages, lineTypes, openLitePages, pageCarriers } from "./support/lite-pages.ts";
import { createWorld, toColumns, type World } from "./support/world.ts";

/*
 * Every event is heard by those whom the table names and by nobody else (L5, L15), with a cookie and with a token, on every
 * carrier as it happens, the pages of /lite among them, and by short polling when it is caught up with. An event without
 * a line fails, and so does whatever else comes to carry events.
 */

let world: World;

/** What was heard of an event: as much as tells which it is. */
type Heard = { seq: number; topic: string; type: string };
/** Somebody's device on one carrier. */
type Ear = { actor: Actor; proof: Proof; carrier: string; listener: Listener };
let ears: Ear[];
let pages: LitePages;

const live = carriers.filter((carrier) => carrier !== "shortPoll");
/** Everything that anybody heard, for what is asked at the end. */
const all: (Heard & { actor: Actor })[] = [];

beforeAll(async () => {
  world = await createWorld();
  const since = await readHead();
  const { url } = world;
  ears = actors.slice(2).flatMap((actor) =>
    proofs.flatMap((proof) => {
      const headers = toHeaders(world, actor, proof);
      if (!headers) return [];
      const open = (carrier: (typeof live)[number]) => listen(carrier, { url, proof: headers, since });
      return live.map((carrier) => ({ actor, proof, carrier, listener: open(carrier) }));
    }),
  );
  pages = openLitePages(world);
  await waitForTheEnd();
});
afterAll(async () => {
  pages.close();
  for (const { listener } of ears) listener.close();
  await world.server.close();
});

const types = eventSchema.options.map(({ shape }) => shape.type.value);

it("the table has a line for every event", () => {
  expect(Object.keys(audiences).sort()).toEqual([...types].sort());
});

/** Whatever reads the log for a device, or hears it, by its file. */
const hearers: Record<string, readonly string[]> = {
  "lite/open-stream.ts": pageCarriers,
  "transports/events.ts": ["longPoll", "shortPoll"],
  "transports/socket.ts": ["websocket", "polling"],
  "transports/sse.ts": ["sse"],
};
/** What a client calls them. */
const carriersByName: Record<TransportName, string> = {
  websocket: "websocket",
  polling: "polling",
  sse: "sse",
  "long-poll": "longPoll",
  poll: "shortPoll",
};

it("the carriers are all that there are", () => {
  const known = [...carriers, ...pageCarriers].sort();
  expect(findFiles(/\bcatchUp\s*\.(?:page|follow)\(|\bhub\.add\(/u)).toEqual(Object.keys(hearers).sort());
  expect(Object.values(hearers).flat().sort()).toEqual(known);
  expect(Object.keys(carriersByName).sort()).toEqual([...transportNames].sort());
  expect(known).toEqual(expect.arrayContaining(Object.values(carriersByName)));
});

it.each(types)("%s is heard by those whom the table names", async (type) => {
  for (const { when, heard, act } of audiences[type]) {
    await pages.begin();
    const since = await readHead();
    for (const { listener } of ears) listener.heard.length = 0;
    await act(world);
    const seq = await waitForTheEnd();
    const isIt = (one: Heard) => isBetween(one, since, seq) && one.type === type;
    for (const { actor, listener } of ears) all.push(...readHeard(listener).map((one) => ({ ...one, actor })));
    expect(
      toRows((ear) => readHeard(ear.listener).some(isIt), ears),
      when,
    ).toEqual(toExpected(heard));
    expect(await catchUp(since, isIt), when).toEqual(toExpected(heard, ["shortPoll"]));
    const read = await pages.end();
    expect(
      toRows((page) => page.types.includes(type), read, pageCarriers),
      when,
    ).toEqual(toExpectedOfPages(type, when, heard));
    expect(read.flatMap((page) => page.types).filter((line) => !lineTypes.includes(line))).toEqual([]);
  }
});

/** A page shows of one room what it has lines for. */
function toExpectedOfPages(type: EventType, when: string, heard: string): string[] {
  return pageCarriers.flatMap((carrier) => {
    const isShown = lineTypes.includes(type) && when === `in the ${carrier.split(" ").at(-1)}`;
    return toExpected(isShown ? heard : ".. .... .....", [carrier]);
  });
}

/** Waits until everybody has heard what they all hear, and tells its place: what they have not heard by then is silence. */
async function waitForTheEnd(): Promise<number> {
  const { seq } = await world.people.owner.browser.must("workspace.update", { name: `The end ${newId()}` });
  const isDeaf = ({ listener }: Ear) => !readHeard(listener).some((one) => one.seq === seq);
  const findDeaf = () => ears.filter(isDeaf).map(({ actor, proof, carrier }) => `${actor}, ${proof}, ${carrier}`);
  await vi.waitFor(() => expect(findDeaf()).toEqual([]), { timeout: 5_000 });
  return seq;
}

/** The events in what a device heard, in the same characters on every carrier (L11). */
function readHeard({ heard }: Listener): Heard[] {
  const envelopes = heard.join("").matchAll(/"seq":(\d+),"topic":"([^"]+)"[^{}]*"event":\{"type":"([^"]+)"/gu);
  return Array.from(envelopes, ([, seq, topic = "", type = ""]) => ({ seq: Number(seq), topic, type }));
}

/** A row of columns for each carrier and proof. */
function toRows<One extends Omit<Ear, "listener">>(
  hears: (one: One) => boolean,
  ones: readonly One[],
  on: readonly string[] = live,
): string[] {
  return on.flatMap((carrier) =>
    proofs.map((proof) => {
      const mine = ones.filter((one) => one.carrier === carrier && one.proof === proof);
      const found = actors.map((actor) => mine.find((ear) => ear.actor === actor));
      return `${toColumns(found.map((one) => (one && hears(one) ? "+" : ".")))} | ${carrier}, ${proof}`;
    }),
  );
}

/** The same rows by the table; who has no token hears nothing with one. */
function toExpected(heard: string, on: readonly string[] = live): string[] {
  const columns = [...heard.replaceAll(" ", "")];
  return on.flatMap((carrier) =>
    proofs.map((proof) => {
      const expected = actors.map((actor, index) => (toHeaders(world, actor, proof) ? (columns[index] ?? "") : "."));
      return `${toColumns(expected)} | ${carrier}, ${proof}`;
    }),
  );
}

function isBetween({ seq }: Heard, since: string, end: number): boolean {
  return seq > Number(since.split("-").at(-1)) && seq < end;
}

function readHead(): Promise<string> {
  return readCursor(world.url, toHeaders(world, "owner", "cookie") ?? {});
}

/** Who gets it when they ask for what they missed. */
async function catchUp(since: string, isIt: (one: Heard) => boolean): Promise<string[]> {
  return ask(`/v1/events?since=${since}`, ({ events }) =>
    events.some(({ seq, topic, event }) => isIt({ seq, topic, type: event.type })),
  );
}

/** Everybody asks for a page, with each proof: a row of columns for each, of those whose page has it. */
async function ask(path: string, has: (page: EventPage) => boolean): Promise<string[]> {
  const rows = proofs.map(async (proof) => {
    const columns = actors.map(async (actor) => {
      const headers = toHeaders(world, actor, proof);
      const response = headers && (await fetch(world.url + path, { headers }));
      return response?.ok && has((await response.json()) as EventPage) ? "+" : ".";
    });
    return `${toColumns(await Promise.all(columns))} | shortPoll, ${proof}`;
  });
  return Promise.all(rows);
}

/** Who senses something, live and when they ask. */
async function sense(act: () => Promise<unknown>, isIt: (signal: Signal) => boolean): Promise<string[]> {
  for (const { listener } of ears) listener.heard.length = 0;
  await act();
  // Not everything that is sensed wakes a long poll; it has what there is in its answer.
  const silent = () => toRows(senses, ears).filter((row) => !/\+|longPoll/u.test(row));
  await vi.waitFor(() => expect(silent()).toEqual([]), { timeout: 5_000 });
  await waitForTheEnd();
  return [...toRows(senses, ears), ...(await ask("/v1/events", ({ signals = [] }) => signals.some(isIt)))];

  function senses({ listener }: Ear): boolean {
    const signals = listener.heard.join("").matchAll(/\{"type":"(?:typing|presence)",[^{}]*(?:\{[^{}]*\})?[^{}]*\}/gu);
    return Array.from(signals, ([text]) => JSON.parse(text) as Signal).some(isIt);
  }
}

it("who is typing in a room is sensed by those in it alone", async () => {
  const { roomId } = world.rooms.den;
  const isIt = (signal: Signal) => signal.type === "typing" && signal.roomId === roomId;
  const act = () => world.people.keeper.browser.must("typing.set", { roomId, typing: true });
  expect(await sense(act, isIt)).toEqual(toExpected(".. .... +++++", [...live, "shortPoll"]));
});

it("who is there is sensed by everybody while they are few, then by those who share a small room", async () => {
  const { keeper } = world.people;
  const isIt = (presence: "active" | "away") => (signal: Signal) =>
    signal.type === "presence" && signal.people[keeper.id] === presence;
  const say = (presence: "active" | "away") => () => keeper.browser.must("presence.set", { presence });
  expect(await sense(say("active"), isIt("active"))).toEqual(toExpected(".. ++++ +++++", [...live, "shortPoll"]));
  await bringACrowd();
  expect(await sense(say("away"), isIt("away"))).toEqual(toExpected(".. .... +++++", [...live, "shortPoll"]));
});

/** Fills the room that everybody is in beyond what presence is told in. */
async function bringACrowd(): Promise<void> {
  const { app } = world.server.node;
  const { rooms } = await world.people.owner.browser.must("room.list", { query: "general" });
  const roomId = rooms[0]?.room.id ?? "";
  const names = Array.from({ length: limits.presenceMembers }, (_, index) => `crowd${index}`);
  const crowd = await Promise.all(names.map((name) => createPerson(app, name)));
  await app.log.write(world.people.owner.id, async (tx) => {
    for (const { id: userId } of crowd) await addToRoom(tx, { roomId, userId, role: "member" });
  });
}

it("nobody ever heard what is another person's own", () => {
  const ownTopic = (actor: Actor) => `user:${actor === "nobody" ? "" : world.people[actor].id}`;
  expect(all.filter(({ actor, topic }) => topic.startsWith("user:") && topic !== ownTopic(actor))).toEqual([]);
  expect(new Set(all.map(({ type }) => type as EventType))).toEqual(new Set(types));
});
