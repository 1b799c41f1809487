import { newId } from "@hiroba/protocol";
import { expect, it, onTestFinished } from "vitest";
import { connect, must } from "../src/testing/device.ts";
import { findFreePort } from "../src/testing/node-process.ts";
import { gather } from "./support/gathering.ts";
import { requireProgram, startProgram } from "./support/program.ts";
import { report, toSeconds } from "./support/report.ts";
import { sleep, until } from "./support/until.ts";

/*
 * Signals travel between nodes by Redis, where it is given; the truth does not. Redis is killed and comes back empty:
 * who is typing is not told in the meantime, and that is all.
 */

it("Redis killed and restarted empty costs signals, and no message a moment", async () => {
  requireProgram("redis-server", "install Debian's redis-server, or Valkey under that name.");
  const port = await findFreePort();
  const start = () => startProgram("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""]);
  let redis = start();
  const settings = { REDIS_URL: `redis://127.0.0.1:${port}` };
  const { cast, server, close } = await gather({ settings });
  const far = await server.addNode(settings);
  const ear = await connect(far.url, cast.ben);
  onTestFinished(async () => {
    ear.close();
    await redis.kill();
    await close();
  });
  const isTypingHeard = async () => {
    const before = ear.signals.length;
    await must(server.url, cast.aiko, "typing.set", { roomId: cast.generalId, typing: true });
    await sleep(50);
    return ear.signals.slice(before).some(({ type }) => type === "typing");
  };
  const timeSaying = async () => {
    const startedAt = performance.now();
    const message = { id: newId(), roomId: cast.generalId, body: "how long?" };
    const { seq } = await must(server.url, cast.aiko, "message.send", message);
    await ear.hears((envelope) => envelope.seq === seq);
    return performance.now() - startedAt;
  };
  const timeMany = async () => {
    let longest = 0;
    for (let count = 0; count < 50; count++) longest = Math.max(longest, await timeSaying());
    return longest;
  };
  await until(isTypingHeard, "signals between the nodes");
  const before = await timeMany();

  await redis.kill();
  const without = await timeMany();
  expect(await isTypingHeard()).toBe(false);
  const cpu = process.cpuUsage();
  await sleep(5_000);
  const { user, system } = process.cpuUsage(cpu);

  redis = start();
  const backAt = performance.now();
  await until(isTypingHeard, "signals again");
  const signalsMs = performance.now() - backAt;
  report("Redis away", {
    "longest message before": toSeconds(before),
    "longest without it": toSeconds(without),
    "CPU of two nodes in 5 s": toSeconds((user + system) / 1_000),
    "signals again after": toSeconds(signalsMs),
  });
  expect(without).toBeLessThan(before + 200);
  expect((user + system) / 1_000).toBeLessThan(1_500);
  expect(signalsMs).toBeLessThan(10_000);
});
