import { type Cursor, formatCursor, limits, newId, readCursor, seqOf } from "@hiroba/protocol";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must, openKitchen, readEvents, takeSnapshot } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import type { RawPage } from "./page.ts";
import { readEntries } from "./tail.ts";
import { trimLog } from "./trim.ts";

/*
 * How a device comes from its cursor to the present, page by page, and when it is told to start anew. A node that was there
 * all the time answers from memory (L8), one that has just started from the table; both must say the same.
 */

let server: TestServer;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const sources = ["memory", "the table"] as const;
/** A node that has what was said until now in memory, or only in the table. */
const nodeWith = async (source: (typeof sources)[number]) =>
  source === "memory" ? server.url : (await server.addNode()).url;

const cursorOf = async () => (await takeSnapshot(server.url, cast.ben)).cursor;
const say = async (body: string, roomId = cast.generalId) =>
  (await must(server.url, cast.aiko, "message.send", { id: newId(), roomId, body })).message;

async function sayAll(bodies: readonly string[]): Promise<number[]> {
  const seqs: number[] = [];
  for (const body of bodies) seqs.push((await say(body)).seq);
  return seqs;
}

/** Every page from a cursor on, to the last. */
async function readPages(url: string, query: { since: string; limit?: number }) {
  const pages = [await readEvents(url, cast.ben, query)];
  for (let last = pages[0]; last?.more; last = pages.at(-1)) {
    pages.push(await readEvents(url, cast.ben, { ...query, since: last.cursor }));
  }
  return pages;
}

describe.each(sources)("a page from %s", (source) => {
  it.each([
    [5, [2, 2, 1]],
    [4, [2, 2]],
  ])("of %i events, two at most, ends where the next begins", async (count, lengths) => {
    const since = await cursorOf();
    const said = await sayAll(Array.from({ length: count }, (_, index) => `word ${index}`));
    const pages = await readPages(await nodeWith(source), { since, limit: 2 });
    expect(pages.map(({ events }) => events.length)).toEqual(lengths);
    expect(pages.map(({ cursor }) => readCursor(cursor)?.seq)).toEqual(pages.map(({ events }) => events.at(-1)?.seq));
    expect(pages.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(said);
  });

  it("ends sooner where messages are long, so that a slow line gets somewhere (L13)", async () => {
    const since = await cursorOf();
    const said = await sayAll(Array.from({ length: 15 }, () => "long ".repeat(limits.messageLength / 5)));
    const pages = await readPages(await nodeWith(source), { since });
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(said);
  });

  it("tells of a room only what happened from the event on that let the person in (L5)", async () => {
    const since = await cursorOf();
    const roomId = newId();
    await must(server.url, cast.aiko, "room.create", { id: roomId, kind: "private", name: `Cellar of ${source}` });
    await say("before Ben came", roomId);
    await must(server.url, cast.aiko, "member.add", { roomId, userId: cast.ben.id });
    await say("to Ben", roomId);
    const { events } = await readEvents(await nodeWith(source), cast.ben, { since });
    expect(events.map(({ event }) => event.type)).toEqual(["member.joined", "room.joined", "message.created"]);
  });

  it("tells nothing of a room that the person has left since (L5, L15)", async () => {
    const roomId = await openKitchen(server.url, cast);
    const since = await cursorOf();
    await say("while Ben was there", roomId);
    await must(server.url, cast.aiko, "member.remove", { roomId, userId: cast.ben.id });
    const { events } = await readEvents(await nodeWith(source), cast.ben, { since });
    expect(events.map(({ event }) => event.type)).toEqual(["room.left"]);
  });
});

it("who has missed nothing is told so without a look into each of their rooms", async () => {
  const { directory, tail } = server.node.app;
  const since = await cursorOf();
  const looks = vi.spyOn(directory, "topicsOf");
  const page = await readEvents(server.url, cast.ben, { since });
  expect(page).toMatchObject({ events: [], cursor: tail.cursor(), more: false });
  expect(looks).not.toHaveBeenCalled();
  looks.mockRestore();
});

it("a long poll is answered with no more events than it asked for, and told where to go on", async () => {
  const since = await cursorOf();
  const answer = readEvents(server.url, cast.ben, { since, wait: 20, limit: 2 });
  await expect.poll(() => [...server.node.app.hub.connectionsOf(cast.ben.id)].length).toBe(1);
  await addEvents("workspace", 3);
  const page = await answer;
  const seq = seqOf(since);
  expect({ ...page, events: page.events.map((envelope) => envelope.seq) }).toMatchObject({
    events: [seq + 1, seq + 2],
    cursor: server.node.app.tail.cursor(seq + 2),
    more: true,
  });
  const rest = await readEvents(server.url, cast.ben, { since: page.cursor, wait: 20, limit: 2 });
  expect(rest).toMatchObject({ events: [{ seq: seq + 3 }], more: false });
});

it("the table is asked by topic, and does not look through all that was said meanwhile (L7)", async () => {
  await addEvents(`user:${cast.aiko.id}`, limits.catchUpEvents);
  const { pool } = server.node.app.db;
  await pool.query("ANALYZE event");
  const plans: string[] = [];
  const explaining = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
      return pool.query(text, values);
    },
  };
  await readEntries(explaining as unknown as Pool, {
    after: 0,
    limit: 1_000,
    stretch: { topics: ["workspace"], bytes: 1_000_000 },
  });
  expect(plans).toEqual([expect.stringMatching(/Index Cond: .*topic/u)]);
});

it("of long messages no more is read than makes a page, and the rest follows", async () => {
  const { pool } = server.node.app.db;
  const after = server.node.app.tail.position();
  const body = "広場😀".repeat(3_000);
  const size = Buffer.byteLength(body);
  const said = await sayAll(Array.from({ length: 12 }, () => body));
  const read = async (from: number, bytes: number) => {
    const stretch = { topics: [`room:${cast.generalId}`] as const, bytes };
    return (await readEntries(pool, { after: from, limit: 1_000, stretch })).entries.map(({ seq }) => seq);
  };
  expect(await read(after, 0)).toEqual(said.slice(0, 2));
  expect(await read(after, 4 * size)).toEqual(said.slice(0, 5));
  expect(await read(said[3] ?? 0, 100 * size)).toEqual(said.slice(4));
  const pages = await readPages((await server.addNode()).url, { since: server.node.app.tail.cursor(after) });
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(said);
});

describe("a device is told to start anew (L9)", () => {
  it("when what it misses is trimmed, whether or not its node has heard of that; and not a moment sooner", async () => {
    const since = await cursorOf();
    const [first = 0] = await sayAll(["too old", "young enough"]);
    const unaware = await server.addNode();
    const { pool } = server.node.app.db;
    await pool.query("UPDATE event SET at = now() - interval '40 days' WHERE seq <= $1", [first]);
    await trimLog(pool, 30);
    const aware = await server.addNode();
    const { epoch = "" } = readCursor(since) ?? {};
    for (const { url } of [unaware, aware]) {
      expect(await readEvents(url, cast.ben, { since })).toMatchObject({ events: [], reset: true });
      const { events, reset } = await readEvents(url, cast.ben, { since: formatCursor({ epoch, seq: first }) });
      expect({ seqs: events.map(({ seq }) => seq), reset }).toEqual({ seqs: [first + 1], reset: undefined });
    }
  });

  it("when the gap is larger than a limit: of what is for it in memory, of everything at the table", async () => {
    const since = await cursorOf();
    const read = async (source: (typeof sources)[number]) => readEvents(await nodeWith(source), cast.ben, { since });
    await addEvents("workspace", limits.catchUpEvents);
    expect(await read("memory")).toMatchObject({ more: true });
    expect(await read("the table")).toMatchObject({ more: true });
    await addEvents(`user:${cast.aiko.id}`, 1);
    expect(await read("memory")).toMatchObject({ more: true });
    expect(await read("the table")).toMatchObject({ events: [], reset: true });
    await addEvents("workspace", 1);
    expect(await read("memory")).toMatchObject({ events: [], reset: true });
  });
});

describe("in front of all that may be missed, a page of one event", () => {
  let since: Cursor;
  beforeAll(async () => {
    const seq = server.node.app.tail.position();
    since = { epoch: server.node.app.tail.epoch(), seq };
    await addEvents("workspace", limits.catchUpEvents);
  });

  it("is followed by another after a turn of the event loop for everybody else", async () => {
    const pages: RawPage[] = [];
    let turns = 0;
    let next = setImmediate(function count() {
      turns += 1;
      next = setImmediate(count);
    });
    await server.node.app.catchUp.follow(cast.ben.id, since, {
      emit: (page) => void pages.push(page),
      drained: async () => undefined,
      join: () => undefined,
      isOpen: () => pages.length < 500,
      limit: 1,
    });
    clearImmediate(next);
    expect(pages.map(({ seq, more }) => [seq, more])).toEqual(pages.map((_, index) => [since.seq + index + 1, true]));
    expect(turns).toBeGreaterThanOrEqual(pages.length - 1);
  });

  it("costs no more than in front of a few", async () => {
    const { catchUp, tail } = server.node.app;
    const cost = async (seq: number) => {
      const started = performance.now();
      // Each from another position: what was asked before is kept.
      for (let count = 0; count < 20; count++) await catchUp.page(cast.ben.id, { ...since, seq: seq + count }, 1);
      return performance.now() - started;
    };
    const costs = { many: Number.POSITIVE_INFINITY, few: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 20; round++) {
      costs.many = Math.min(costs.many, await cost(since.seq));
      costs.few = Math.min(costs.few, await cost(tail.position() - 250));
    }
    expect(costs.many).toBeLessThan(20 * costs.few);
  });
});

/** Adds events of a topic to the log, as another node would, and lets the first node read them. */
async function addEvents(topic: string, count: number): Promise<void> {
  const { db, tail } = server.node.app;
  await db.pool.query(
    `WITH head AS (UPDATE log_head SET seq = seq + $2 WHERE id = 1 RETURNING seq)
     INSERT INTO event (seq, topic, at, actor_id, body)
     SELECT seq - $2 + n, $1, now(), NULL, '{"type":"invite.created"}' FROM head, generate_series(1, $2::int) n`,
    [topic, count],
  );
  await tail.catchUp();
}
