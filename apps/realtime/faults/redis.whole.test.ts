import { newId } from "@hiroba/protocol";
import pino from "pino";
import { expect, it, onTestFinished } from "vitest";
import { createRedisBus } from "../src/signals/redis-bus.ts";
import { type Cable, layCable } from "../src/testing/cable.ts";
import { connect, must, type TestSocket } from "../src/testing/device.ts";
import { findFreePort } from "../src/testing/node-process.ts";
import { gather } from "./support/gathering.ts";
import { type Program, requireProgram, startProgram } from "./support/program.ts";
import { report, toSeconds } from "./support/report.ts";
import { sleep, until } from "./support/until.ts";

/*
 * Signals travel between nodes by Redis, where it is given; the truth does not. Redis is killed and comes back empty, or
 * hangs, or the lines to it are forgotten: who is typing is not told to other nodes in the meantime, and that is all.
 */

/** A Redis that keeps nothing, and the line that leads to it. */
type Redis = { url: string; program(): Program; start(): void; line: Cable };

async function startRedis(): Promise<Redis> {
  requireProgram("redis-server", "install Debian's redis-server, or Valkey under that name.");
  const port = await findFreePort();
  const launch = () => startProgram("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""]);
  let program = launch();
  const line = await layCable(`http://127.0.0.1:${port}`);
  onTestFinished(async () => {
    await line.close();
    await program.kill();
  });
  const start = () => {
    program = launch();
  };
  return { url: line.url.replace("http:", "redis:"), program: () => program, start, line };
}

type Outage = { name: string; begin(redis: Redis): Promise<void> | void; end(redis: Redis): void; againMs: number };

const outages: Outage[] = [
  { name: "killed and restarted empty", begin: (it) => it.program().kill(), end: (it) => it.start(), againMs: 10_000 },
  {
    name: "hanging",
    begin: (it) => it.program().suspend(),
    end: (it) => it.program().resume(),
    againMs: 10_000,
  },
  // As long as a line of a device may be silent until that is found.
  { name: "forgotten by its lines", begin: ({ line }) => line.silence("both"), end: () => undefined, againMs: 25_000 },
];

it.each(outages)("Redis $name costs signals, and no message a moment", async ({ name, begin, end, againMs }) => {
  const redis = await startRedis();
  const settings = { REDIS_URL: redis.url };
  const { cast, server, close } = await gather({ settings });
  const far = await server.addNode(settings);
  const near = await connect(server.url, cast.chika);
  const ear = await connect(far.url, cast.ben);
  onTestFinished(async () => {
    for (const socket of [near, ear]) socket.close();
    await close();
  });
  /** Whether the other node hears of it, as this one always does; of one person's typing a room is told once a second. */
  const isTypingHeardFar = async () => {
    const [nearBefore, farBefore] = [countTyping(near), countTyping(ear)];
    await sleep(1_100);
    await must(server.url, cast.aiko, "typing.set", { roomId: cast.generalId, typing: true });
    await until(() => countTyping(near) > nearBefore, "the signal on the node itself");
    await sleep(50);
    return countTyping(ear) > farBefore;
  };
  const timeSaying = async () => {
    const startedAt = performance.now();
    const message = { id: newId(), roomId: cast.generalId, body: "how long?" };
    const { seq } = await must(server.url, cast.aiko, "message.send", message);
    await Promise.all([near, ear].map((socket) => socket.hears((envelope) => envelope.seq === seq)));
    return performance.now() - startedAt;
  };
  const timeMany = async () => {
    let longest = 0;
    for (let count = 0; count < 50; count++) longest = Math.max(longest, await timeSaying());
    return longest;
  };
  await until(isTypingHeardFar, "signals between the nodes");
  const before = await timeMany();

  await begin(redis);
  const since = performance.now();
  const without = await timeMany();
  expect(await isTypingHeardFar()).toBe(false);
  const cpu = process.cpuUsage();
  await sleep(5_000);
  const { user, system } = process.cpuUsage(cpu);

  end(redis);
  const endedMs = performance.now() - since;
  await until(isTypingHeardFar, "signals again");
  const signalsMs = performance.now() - since - endedMs;
  report(`Redis ${name}`, {
    "longest message before": toSeconds(before),
    "longest without it": toSeconds(without),
    "CPU of two nodes in 5 s": toSeconds((user + system) / 1_000),
    "signals again after": toSeconds(signalsMs),
  });
  expect(without).toBeLessThan(before + 200);
  expect((user + system) / 1_000).toBeLessThan(1_500);
  expect(signalsMs).toBeLessThan(againMs);
});

function countTyping({ signals }: TestSocket): number {
  return signals.filter(({ type }) => type === "typing").length;
}

/** More than any node has to say while Redis hangs for a while. */
const TEXTS = 20_000;

it("what a hanging Redis does not take is lost, and is not kept in memory", async () => {
  const redis = await startRedis();
  const heard: string[] = [];
  const bus = createRedisBus({ url: redis.url, logger: pino({ level: "silent" }) }, (text) => heard.push(text));
  const isHeard = async (text: string) => {
    bus.publish(text);
    await sleep(50);
    return heard.includes(text);
  };
  await until(() => isHeard("before"), "the bus");
  redis.program().suspend();
  heard.length = 0;
  for (let count = 0; count < TEXTS; count++) bus.publish(`text ${count} ${"x".repeat(1_000)}`);
  redis.program().resume();
  await until(() => isHeard("after"), "the bus again");
  report("Redis hanging", { texts: TEXTS, kept: heard.length });
  expect(heard.length).toBeLessThan(TEXTS / 10);
  await bus.close();
});
