import { limits, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, must } from "../src/testing/device.ts";
import { createNodeProcess, type NodeProcess } from "../src/testing/node-process.ts";
import { measureByTurns } from "./support/by-turns.ts";
import { measureDelays } from "./support/delays.ts";
import { type Flood, startFlooder } from "./support/flood.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { readMemory } from "./support/memory.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";

/*
 * One person asks for everything there is without pause, sends a megabyte at a time, and calls ten thousand names. They
 * are told when to come again; the others go on. Packets that are none are in `src/transports/bad-input.test.ts`.
 */

let gathering: Gathering;
let node: NodeProcess;
beforeAll(async () => {
  gathering = await gather();
  node = await createNodeProcess(gathering.server.databaseUrl);
  await node.start();
});
afterAll(async () => {
  await node.kill();
  await gathering.close();
});

/** More than the allowances for ten seconds hold, all together. */
const ROUNDS = scaled({ selection: 130, whole: 200 });
const MEASURED = scaled({ selection: 25, whole: 250 });
const TURNS = scaled({ selection: 1, whole: 5 });

it("who asks for everything without pause is told when to come again, and the others go on", async () => {
  const { cast, invite } = gathering;
  const eve = await invite("eve");
  const { generalId: roomId } = cast;
  const flooder = await startFlooder({ url: node.url, token: eve.token, userId: eve.id, roomId, rounds: ROUNDS });
  const listener = await connect(node.url, cast.ben);
  const measure = () => measureDelays(listener, { url: node.url, person: cast.aiko, roomId, count: MEASURED });
  const before = readMemory(node.pid());
  let flood: Flood = { answers: {}, retryAfters: [], bodies: {} };
  const measureAmong = async () => {
    flooder.begin();
    const delays = await measure();
    flood = await flooder.end();
    return delays;
  };
  const { alone, among } = await measureByTurns(TURNS, { alone: measure, among: measureAmong });
  const { answers, retryAfters, bodies } = flood;
  report(`a flood of commands, ${TURNS} times`, {
    ...answers,
    "bodies of 1 MB": JSON.stringify(bodies),
    "others' p50 alone": toSeconds(alone(0.5)),
    "p50 among it": toSeconds(among(0.5)),
    "p99 alone": toSeconds(alone(0.99)),
    "p99 among it": toSeconds(among(0.99)),
    "memory grew by MiB": Math.round(readMemory(node.pid()) - before),
  });
  await flooder.close();
  listener.close();
  expect(retryAfters.length).toBeGreaterThan(100);
  expect(retryAfters.every((seconds) => seconds >= 1 && seconds <= 60)).toBe(true);
  expect(answers.INTERNAL ?? 0).toBe(0);
  expect(Object.keys(bodies).filter((status) => status !== "413" && status !== "closed")).toEqual([]);
  expect(await askUntilLimited(eve.token)).toBeGreaterThanOrEqual(1);
  // A figure of the whole suite: one turn beside other tests would measure these.
  if (scaled({ selection: false, whole: true })) expect(among(0.99)).toBeLessThanOrEqual(2 * Math.max(alone(0.99), 25));
});

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

it("ten thousand names in one message are read in no time, and a hundred of them called", async () => {
  const { cast } = gathering;
  const names = (index: number) => `@${index.toString(36)}`;
  const body = Array.from({ length: 2_500 }, (_, index) => names(index))
    .join(" ")
    .slice(0, limits.messageLength - 15);
  const calls = `${body} @ben @chika`;
  const startedAt = performance.now();
  const dense = "@a".repeat(limits.messageLength / 2);
  for (const text of [calls, dense]) {
    await must(node.url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body: text });
  }
  const tookMs = performance.now() - startedAt;
  const { messages } = await must(node.url, cast.ben, "message.list", { roomId: cast.generalId });
  report("names by the thousand", { "two messages took": toSeconds(tookMs) });
  expect(messages.at(-2)?.mentions.userIds.length).toBeLessThanOrEqual(limits.mentionsPerMessage);
  expect(tookMs).toBeLessThan(1_000);
});
