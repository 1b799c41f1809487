import { type Envelope, type EventPage, eventSchema, newId, type Signal } from "@hiroba/protocol";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Actor, actors } from "./support/actors.ts";
import { audiences } from "./support/audiences.ts";
import { openSocket, toHeaders } from "./support/doors.ts";
import { createWorld, toColumns, type World } from "./support/world.ts";

/*
 * Every event is heard by those whom the table names and by nobody else (L5, L15), as it happens and when it is caught up
 * with. An event without a line fails.
 */

let world: World;
const heard = new Map<Actor, Envelope[]>();
const sensed = new Map<Actor, Signal[]>();
const sockets: Socket[] = [];

beforeAll(async () => {
  world = await createWorld();
  for (const actor of actors.slice(2)) {
    const socket = await openSocket(world.url, toHeaders(world, actor, "cookie") ?? {});
    const envelopes: Envelope[] = [];
    const signals: Signal[] = [];
    socket.on("events", (page: EventPage) => void envelopes.push(...page.events));
    socket.on("signal", (signal: Signal) => void signals.push(signal));
    heard.set(actor, envelopes);
    sensed.set(actor, signals);
    sockets.push(socket);
  }
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await world.server.close();
});

const types = eventSchema.options.map(({ shape }) => shape.type.value);

it("the table has a line for every event", () => {
  expect(Object.keys(audiences).sort()).toEqual([...types].sort());
});

it.each(types)("%s is heard by those whom the table names", async (type) => {
  const found = [];
  for (const { when, act } of audiences[type]) {
    const since = await readCursor();
    await act(world);
    const { seq } = await world.people.owner.browser.must("workspace.update", { name: `The end ${newId()}` });
    await vi.waitFor(() => expect([...heard.values()].every((all) => (all.at(-1)?.seq ?? 0) >= seq)).toBe(true));
    const isIt = (envelope: Envelope) => isBetween(envelope, since, seq) && envelope.event.type === type;
    const live = actors.map((actor) => (heard.get(actor)?.some(isIt) ? "+" : "."));
    const later = await Promise.all(
      actors.map(async (actor) => ((await catchUp(actor, since)).some(isIt) ? "+" : ".")),
    );
    found.push(`${when}: ${toColumns(live)}`, `${when}, later: ${toColumns(later)}`);
  }
  expect(found).toEqual(
    audiences[type].flatMap(({ when, heard }) => [`${when}: ${heard}`, `${when}, later: ${heard}`]),
  );
});

function isBetween({ seq }: Envelope, since: string, end: number): boolean {
  return seq > Number(since.split("-").at(-1)) && seq < end;
}

async function readCursor(): Promise<string> {
  const page = (await (await world.people.owner.browser.send("/v1/events")).json()) as EventPage;
  return page.cursor;
}

async function catchUp(actor: Actor, since: string): Promise<Envelope[]> {
  if (actor === "nobody" || actor === "closed") return [];
  const page = (await (await world.people[actor].browser.send(`/v1/events?since=${since}`)).json()) as EventPage;
  return page.events as Envelope[];
}

it("who is typing in a room is sensed by those in it alone", async () => {
  const { roomId } = world.rooms.den;
  const isIt = (signal: Signal) => signal.type === "typing" && signal.roomId === roomId;
  await world.people.keeper.browser.must("typing.set", { roomId, typing: true });
  await vi.waitFor(() => expect(sensed.get("member")?.some(isIt)).toBe(true));
  const { seq } = await world.people.owner.browser.must("workspace.update", { name: `The end ${newId()}` });
  await vi.waitFor(() => expect([...heard.values()].every((all) => (all.at(-1)?.seq ?? 0) >= seq)).toBe(true));
  const live = actors.map((actor) => (sensed.get(actor)?.some(isIt) ? "+" : "."));
  const polled = await Promise.all(actors.map(async (actor) => ((await pollSignals(actor)).some(isIt) ? "+" : ".")));
  expect([toColumns(live), toColumns(polled)]).toEqual([".. .... +++++", ".. .... +++++"]);
});

async function pollSignals(actor: Actor): Promise<Signal[]> {
  if (actor === "nobody" || actor === "closed") return [];
  const page = (await (await world.people[actor].browser.send("/v1/events")).json()) as EventPage;
  return page.signals ?? [];
}

it("nobody ever heard what is another person's own", () => {
  const foreign = [...heard].flatMap(([actor, envelopes]) => {
    const id = actor === "nobody" ? "" : world.people[actor].id;
    return envelopes.filter(({ topic }) => topic.startsWith("user:") && topic !== `user:${id}`);
  });
  expect(foreign).toEqual([]);
  expect(new Set([...heard.values()].flat().map(({ event }) => event.type)).size).toBe(types.length);
});
