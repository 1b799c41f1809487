import { commands, limits, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Person } from "../src/testing/cast.ts";
import { call, connect } from "../src/testing/device.ts";
import { createNodeProcess, type NodeProcess } from "../src/testing/node-process.ts";
import { measureByTurns, type Turns } from "./support/by-turns.ts";
import { measureDelays } from "./support/delays.ts";
import { type Flood, type FloodOptions, startFlooder } from "./support/flood.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { readMemory } from "./support/memory.ts";
import { type OwnPostgres, startOwnPostgres } from "./support/own-postgres.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";

/*
 * One person asks for everything there is without pause, sends a megabyte at a time, and calls ten thousand names. They
 * are told when to come again; the others go on. What becomes of each packet that is none is in
 * `src/transports/bad-input.test.ts`.
 */

// Of its own, as in production: that of all tests never clears away what floods leave of rows, nor counts what there is.
let postgres: OwnPostgres;
let gathering: Gathering;
let node: NodeProcess;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  gathering = await gather({ databaseServer: postgres.url });
  node = await createNodeProcess(gathering.server.databaseUrl);
  await node.start();
});
afterAll(async () => {
  await node.kill();
  await gathering.close();
  await postgres.close();
});

/** More than the allowances for ten seconds hold, all together. */
const ROUNDS = scaled({ selection: 130, whole: 200 });
const MEASURED = scaled({ selection: 25, whole: 250 });
const TURNS = scaled({ selection: 1, whole: 5 });

/** One person's flood, in a process of its own, by turns with none; tells what came of it, and how the others fared. */
async function tellFlood(of: FloodOptions["of"], username: string): Promise<Flood & { eve: Person; turns: Turns }> {
  const { cast, invite } = gathering;
  const eve = await invite(username);
  const { generalId: roomId } = cast;
  const flooder = await startFlooder({ url: node.url, token: eve.token, userId: eve.id, roomId, of, rounds: ROUNDS });
  const listener = await connect(node.url, cast.ben);
  const measure = () => measureDelays(listener, { url: node.url, person: cast.aiko, roomId, count: MEASURED });
  const before = readMemory(node.pid());
  let flood: Flood = { answers: {}, reached: [], retryAfters: [], bodies: {}, bombs: 0 };
  const measureAmong = async () => {
    flooder.begin();
    const delays = await measure();
    flood = await flooder.end();
    return delays;
  };
  const turns = await measureByTurns(TURNS, { alone: measure, among: measureAmong });
  report(`a flood of ${of}, ${TURNS} times`, {
    ...flood.answers,
    "bodies of 1 MB": JSON.stringify(flood.bodies),
    "connections ended": flood.bombs,
    "others' p50 alone": toSeconds(turns.alone(0.5)),
    "p50 among it": toSeconds(turns.among(0.5)),
    "p99 alone": toSeconds(turns.alone(0.99)),
    "p99 among it": toSeconds(turns.among(0.99)),
    "memory grew by MiB": Math.round(readMemory(node.pid()) - before),
  });
  await flooder.close();
  listener.close();
  return { ...flood, eve, turns };
}

it("who asks for everything without pause is told when to come again, and the others go on", async () => {
  const { answers, reached, retryAfters, bodies, eve, turns } = await tellFlood("commands", "eve");
  expect([...reached].sort()).toEqual(Object.keys(commands).sort());
  expect(retryAfters.length).toBeGreaterThan(100);
  expect(retryAfters.every((seconds) => seconds >= 1 && seconds <= 60)).toBe(true);
  expect(answers.INTERNAL ?? 0).toBe(0);
  expect(Object.keys(bodies).filter((status) => status !== "413" && status !== "closed")).toEqual([]);
  expect(await askUntilLimited(eve.token)).toBeGreaterThanOrEqual(1);
  judgeOthers(turns);
});

it("who sends packets that are none is cut off each time, and kept out after some", async () => {
  const { bombs, retryAfters, turns } = await tellFlood("packets", "mallory");
  expect(bombs).toBeGreaterThanOrEqual(10);
  expect(retryAfters.length).toBeGreaterThan(0);
  expect(retryAfters.every((seconds) => seconds >= 1 && seconds <= 60)).toBe(true);
  judgeOthers(turns);
});

/** A figure of the whole suite: one turn beside other tests would measure these. */
function judgeOthers({ alone, among }: Turns): void {
  if (scaled({ selection: false, whole: true })) expect(among(0.99)).toBeLessThanOrEqual(2 * Math.max(alone(0.99), 25));
}

/** Over HTTP they are told the same in a header, by which programs go that know nothing of Hiroba. */
async function askUntilLimited(token: string): Promise<number> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = JSON.stringify({ roomId: gathering.cast.generalId, typing: true });
  for (;;) {
    const response = await fetch(`${node.url}/v1/commands/typing.set`, { method: "POST", headers, body });
    await response.body?.cancel();
    if (response.status === 429) return Number(response.headers.get("retry-after"));
    expect(response.status).toBe(200);
  }
}

/** Says something as Aiko through the node; tells what came of it, and how long it took. */
async function say(body: string) {
  const { aiko, generalId: roomId } = gathering.cast;
  const startedAt = performance.now();
  const result = await call(node.url, aiko, "message.send", { id: newId(), roomId, body });
  return { result, tookMs: performance.now() - startedAt };
}

const toNames = (count: number) => Array.from({ length: count }, (_, index) => `@${index.toString(36)}`).join(" ");

it("ten thousand names in one message are refused at once", async () => {
  const { result, tookMs } = await say(toNames(10_000));
  expect(result).toMatchObject({ ok: false, error: { code: "INVALID_INPUT" } });
  expect(tookMs).toBeLessThan(1_000);
});

it("names by the thousand are read in no time, and the first hundred people among them called", async () => {
  const { invite } = gathering;
  const people = [];
  for (let index = 0; index <= limits.mentionsPerMessage; index++) people.push(await invite(`called${index}`));
  const calls = people.map(({ username }) => `@${username}`).join(" ");
  const texts = [
    { body: `${calls} ${toNames(2_000)}`, called: people.slice(0, limits.mentionsPerMessage).map(({ id }) => id) },
    { body: "@a".repeat(limits.messageLength / 2), called: [] },
  ];
  const times = [];
  for (const { body, called } of texts) {
    const { result, tookMs } = await say(body);
    expect(result).toMatchObject({ ok: true, data: { message: { body, mentions: { userIds: called, room: false } } } });
    times.push(tookMs);
  }
  report("names by the thousand", { "messages took": times.map(toSeconds).join(" and ") });
  expect(Math.max(...times)).toBeLessThan(1_000);
});
