import { type TransportName, transportNames } from "@hiroba/client";
import { type Id, newId, type Result } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cable, type Direction, layCable } from "../src/testing/cable.ts";
import { call, must } from "../src/testing/device.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import { createChance, seed } from "../src/testing/randomness.ts";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { startTalk } from "../src/testing/talk.ts";
import { startFarDevice } from "./support/far-device.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { report, toSeconds } from "./support/report.ts";
import { RESUMED_MS, timeResuming } from "./support/resuming.ts";
import { scaled } from "./support/scale.ts";
import { sleep, until } from "./support/until.ts";

/*
 * What networks do to a connection other than cutting it: they forget it without a word to either side, let one
 * direction pass alone, lose, delay and chop. A TCP proxy does it to the bytes. And a node that is frozen, which is silent
 * on all its lines. Waiting is most of it: all at once.
 */

let gathering: Gathering;
beforeAll(async () => {
  gathering = await gather();
});
afterAll(() => gathering.close());

/** The pass mark: a connection that only looks alive is found within this. */
const FOUND_MS = 25_000;
/** What is found is followed by a new connection after a pause of up to a second. */
const RECONNECT_MS = 1_500;

type Silence = { transport: TransportName; direction: Direction | "both" };

const silences: Silence[] = scaled({
  selection: [
    ...transportNames.map((transport): Silence => ({ transport, direction: "both" })),
    { transport: "websocket", direction: "up" },
    { transport: "websocket", direction: "down" },
    { transport: "polling", direction: "down" },
  ],
  whole: transportNames.flatMap((transport) =>
    (["both", "up", "down"] as const).map((direction): Silence => ({ transport, direction })),
  ),
});

/** In the selection no longer than others in this file wait. */
const suspensions = scaled({ selection: [26_000], whole: [120_000, 900_000] });
/** The pass mark: from the moment when a device goes on. */
const AWAKE_MS = 1_000;

/**
 * Sockets of which the node hears regularly, and which their device has to open anew. Of a stream that only goes down a node
 * learns when TCP gives up; a poll that is answered is followed by the next over a line of its own, and the session goes on.
 */
const isHeard = ({ transport, direction }: Silence) =>
  transport === "websocket" || (transport === "polling" && direction !== "up");

describe.concurrent("a line that falls silent", () => {
  it.each(silences)("is found in time by both sides: $transport, $direction", async (silence) => {
    const { server, invite, join, say, settle } = gathering;
    const name = `silent-${silence.transport}-${silence.direction}`;
    const device = await join({ name, person: await invite(name), transport: silence.transport });
    await isAtRest(device);
    const { hub } = server.node.app;
    const ghosts = new Set(hub.connectionsOf(device.person.id));
    device.cable.silence(silence.direction);
    const since = performance.now();
    const { id: missed } = await say(`said to ${name}`);
    const hasMissed = () => device.client.getView().state?.messages[missed] !== undefined;
    // Between two polls there may be nothing to find.
    const isNew = () => device.client.getView().connection.status !== "live" || hasMissed();
    await until(isNew, `${name} finding the silence`);
    const foundMs = performance.now() - since;
    await until(hasMissed, `${name} catching up`);
    const caughtUpMs = performance.now() - since;
    const isForgotten = () => ![...hub.connectionsOf(device.person.id)].some((connection) => ghosts.has(connection));
    if (isHeard(silence)) await until(isForgotten, "the node finding the silence");
    const forgottenMs = performance.now() - since;
    report(name, {
      "found after": toSeconds(foundMs),
      "caught up after": toSeconds(caughtUpMs),
      ...(isHeard(silence) && { "by the node after": toSeconds(forgottenMs) }),
    });
    expect(foundMs).toBeLessThanOrEqual(FOUND_MS);
    expect(caughtUpMs).toBeLessThanOrEqual(FOUND_MS + RECONNECT_MS);
    if (isHeard(silence)) expect(forgottenMs).toBeLessThanOrEqual(FOUND_MS);
    expect(await settle([device])).toEqual([]);
  });

  it.each(suspensions)(
    "is left at once by a device that was suspended for %i ms and is typed into: first word, all that was missed",
    async (suspendedMs) => {
      const { server, cast, invite, say } = gathering;
      const { token } = await invite(`sleeper${suspendedMs}`);
      const cable = await layCable(server.url);
      const device = await startFarDevice({ url: cable.url, token, transport: "auto", roomId: cast.generalId });
      device.suspend();
      cable.silence("both");
      await sleep(suspendedMs);
      const { seq } = await say("missed by the sleeper");
      device.resume();
      const since = performance.now();
      const typed = await device.say("typed by the sleeper");
      const isLevel = async () => {
        const view = await device.view();
        return view.seq >= seq && view.waiting === 0 && view.messages.some(({ id }) => id === typed);
      };
      await until(isLevel, "the sleeper being level");
      const levelMs = performance.now() - since;
      report(`suspended for ${toSeconds(suspendedMs)}`, { "typed, and caught up after": toSeconds(levelMs) });
      expect(levelMs).toBeLessThanOrEqual(AWAKE_MS);
      await device.close();
      await cable.close();
    },
    Math.max(...suspensions) + 120_000,
  );

  it.each(transportNames)("loses nothing that was typed on it: %s", async (transport) => {
    const device = await gathering.join({ name: `typing on ${transport}`, transport });
    await isAtRest(device);
    device.cable.silence("both");
    const typed = device.send(gathering.cast.generalId, `typed into a silent line on ${transport}`);
    const later = device.send(gathering.cast.generalId, `typed after it on ${transport}`);
    const seqOf = (id: Id) => device.client.getView().state?.messages[id]?.seq ?? 0;
    await until(() => seqOf(typed) > 0 && seqOf(later) > 0, `what was typed on ${transport}`);
    expect(seqOf(typed)).toBeLessThan(seqOf(later));
    expect(await gathering.settle([device])).toEqual([]);
  });
});

/** The pass mark for an answer without a database: before a device gives up waiting, which it does after ten seconds. */
const ANSWERED_MS = 9_500;
const silencesOfPostgres = scaled({ selection: [10_000], whole: [10_000, 20_000, 60_000] });
/** As long as `/health` waits for the database. */
const HEALTH_MS = 2_000;

describe.concurrent("a line between a node and PostgreSQL that swallows everything", () => {
  it.each(silencesOfPostgres)(
    "for %i ms is told honestly, and left as soon as another gets through",
    async (silentMs) => {
      const { server, cast, join, settle, close } = await gather();
      const line = await layCable(server.databaseUrl);
      const { url } = await server.addNode({ DATABASE_URL: toUrlBy(line, server.databaseUrl) });
      const devices = await Promise.all(
        transportNames.map((transport) => join({ name: `beyond it, ${transport}`, transport, url })),
      );
      const talkers = { devices, person: cast.aiko, roomId: cast.generalId, url };
      const talk = startTalk(talkers);
      await talk.untilInSwing();
      line.swallow();
      const since = performance.now();
      const isHealthy = async () => (await fetch(`${url}/health`)).ok;
      const askAll = Promise.all([
        askInTime(() => call(url, cast.chika, "message.send", { id: newId(), roomId: cast.generalId, body: "?" })),
        askInTime(() => call(url, cast.chika, "message.list", { roomId: cast.generalId })),
      ]);
      expect(await isHealthy()).toBe(false);
      const redMs = performance.now() - since;
      const answers = await askAll;
      await sleep(silentMs - HEALTH_MS - (performance.now() - since));
      expect(await isHealthy()).toBe(false);
      const stopping = talk.stop();
      line.plug();
      const { scriptMs, devicesMs, allMs } = await timeResuming(talkers);
      await stopping;
      expect(await isHealthy()).toBe(true);
      report(`PostgreSQL's line silent for ${toSeconds(silentMs)}`, {
        "/health red after": toSeconds(redMs),
        "answered after": answers.map(({ tookMs }) => toSeconds(tookMs)).join(" and "),
        "scripts go on after": toSeconds(scriptMs),
        "devices after": toSeconds(devicesMs),
        "all is said after": toSeconds(allMs),
      });
      expect(answers.map(({ code }) => code)).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
      expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThanOrEqual(ANSWERED_MS);
      expect(Math.max(scriptMs, devicesMs)).toBeLessThanOrEqual(RESUMED_MS);
      expect(await settle(devices, talk.attempts)).toEqual([]);
      await close();
      await line.close();
    },
  );
});

describe.concurrent("a node that falls silent", () => {
  it("in the middle of writing holds up the others for seconds, and loses what it had not committed (L1)", async () => {
    const { server, cast, close } = await gather();
    const say = (url: string, body: string) =>
      must(url, cast.aiko, "message.send", { id: newId(), roomId: cast.generalId, body });
    // It answers while its transaction is open still, which is the moment to stop it.
    const frozen = await createNodeProcess(server.databaseUrl);
    await frozen.start("acknowledgesEarly");
    await say(frozen.url, "never committed");
    process.kill(frozen.pid(), "SIGSTOP");
    const startedAt = performance.now();
    await say(server.url, "all the same");
    const waited = performance.now() - startedAt;
    report("a node frozen while it writes", { "others wait": toSeconds(waited) });
    expect(waited).toBeLessThan(8_000);
    const { rows } = await server.node.app.db.pool.query("SELECT body FROM message ORDER BY seq");
    expect(rows).toEqual([{ body: "all the same" }]);
    process.kill(frozen.pid(), "SIGCONT");
    await frozen.kill();
    await close();
  });
});

function toUrlBy({ url }: Cable, databaseUrl: string): string {
  const led = new URL(databaseUrl);
  led.host = new URL(url).host;
  return led.href;
}

async function askInTime(ask: () => Promise<Result<unknown>>): Promise<{ code: string; tookMs: number }> {
  const askedAt = performance.now();
  const result = await ask();
  return { code: result.ok ? "ok" : result.error.code, tookMs: performance.now() - askedAt };
}

it(`a line that loses one in five, delays, chops and breaks brings everything once and in order (seed ${seed})`, async () => {
  const devices = await Promise.all(
    transportNames.map((transport) => gathering.join({ name: `rough ${transport}`, transport })),
  );
  for (const [index, { cable }] of devices.entries()) {
    const roughness = { chance: createChance(seed + index), loss: 0.2, delayMs: 80 };
    cable.setWeather({ pieceBytes: 700, roughness });
  }
  await gathering.during(async () => {
    for (let round = 0; round < scaled({ selection: 4, whole: 60 }); round++) {
      for (const device of devices) device.send(gathering.cast.generalId, `typed in bad weather ${newId()}`);
      await sleep(500);
      devices[round % devices.length]?.cable.cut();
    }
  }, 60);
  for (const { cable } of devices) cable.setWeather({});
  expect(await gathering.settle(devices)).toEqual([]);
});

/** Waits until nothing has come for a while, so that what is open is open and nothing is under way. */
async function isAtRest({ cable }: SyncedDevice): Promise<void> {
  for (let received = -1; received !== cable.received(); ) {
    received = cable.received();
    await sleep(250);
  }
}
