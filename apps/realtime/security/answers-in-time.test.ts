import { type CommandInput, type CommandName, newId } from "@hiroba/protocol";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { post, toHeaders } from "./support/doors.ts";
import { createWorld, type World } from "./support/world.ts";

/*
 * What one may not know of is answered as soon as what never was: a query more would tell them apart. Queries are
 * counted, and time is measured in turns and judged by which of each pair was later, so that whatever else the machine
 * does weighs on both.
 */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.server.close());

type Place = { roomId: string; messageId: string };
type Question = { [Name in CommandName]: [name: Name, input: (place: Place) => CommandInput<Name>] }[CommandName];

const questions: Question[] = [
  ["message.list", ({ roomId }) => ({ roomId })],
  ["message.get", ({ messageId }) => ({ messageIds: [messageId] })],
  ["message.listEdits", ({ messageId }) => ({ messageId })],
  ["message.edit", ({ messageId }) => ({ messageId, body: "mine" })],
  ["message.delete", ({ messageId }) => ({ messageId })],
  ["message.send", ({ roomId }) => ({ id: newId(), roomId, body: "let me in" })],
  ["reaction.add", ({ messageId }) => ({ messageId, emoji: "👍" })],
  ["member.list", ({ roomId }) => ({ roomId })],
  ["room.join", ({ roomId }) => ({ roomId })],
  ["room.update", ({ roomId }) => ({ roomId, name: "Mine" })],
  ["read.mark", ({ roomId }) => ({ roomId, seq: 1 })],
  ["typing.set", ({ roomId }) => ({ roomId, typing: true })],
];

it.each(questions)("%s costs as many queries for a hidden thing as for none", async (name, toInput) => {
  const ask = toInput as (place: Place) => unknown;
  const hidden = await countQueries(name, () => ask(world.rooms.den));
  expect(hidden).toBe(await countQueries(name, () => ask({ roomId: newId(), messageId: newId() })));
});

/** The queries that a refusal costs: the fewest of several tries, since the server also asks things for itself. */
async function countQueries(name: CommandName, toInput: () => unknown): Promise<number> {
  const { query } = pg.Client.prototype;
  const counts = [];
  try {
    for (let round = 0; round < 8; round++) {
      let count = 0;
      pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
        count += 1;
        return Reflect.apply(query, this, args);
      } as typeof query;
      await post(world.url, name, { input: toInput(), headers: toHeaders(world, "outsider", "token") ?? {} });
      counts.push(count);
    }
  } finally {
    pg.Client.prototype.query = query;
  }
  return Math.min(...counts);
}

const PAIRS = 60;
/** Chance alone makes the same one later in so many of 60 pairs once in ten thousand times; what is real does it always. */
const LIMIT = 45;
const ROUNDS = 4;

it.each(questions)("%s takes as long for a hidden thing as for none", async (name, toInput) => {
  const later = [];
  for (let round = 0; round < ROUNDS && (round === 0 || isTelling(later.at(-1) ?? 0)); round++)
    later.push(await countLater(name, toInput as (place: Place) => unknown));
  expect([later, isTelling(later.at(-1) ?? 0)]).toEqual([later, false]);
});

function isTelling(count: number): boolean {
  return Math.max(count, PAIRS - count) > LIMIT;
}

/** In how many pairs the hidden thing is answered later than the one that is not there. */
async function countLater(name: CommandName, toInput: (place: Place) => unknown): Promise<number> {
  const { den } = world.rooms;
  const headers = toHeaders(world, "outsider", "token") ?? {};
  const measure = async (place: Place) => {
    const started = performance.now();
    await post(world.url, name, { input: toInput(place), headers });
    return performance.now() - started;
  };
  let count = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const absent = { roomId: newId(), messageId: newId() };
    // Whoever comes second finds the caches warm.
    const order = pair % 2 ? [den, absent] : [absent, den];
    const times = new Map<Place, number>();
    for (const place of order) times.set(place, await measure(place));
    if ((times.get(den) ?? 0) > (times.get(absent) ?? 0)) count += 1;
  }
  return count;
}
