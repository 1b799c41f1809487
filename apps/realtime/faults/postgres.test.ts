import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call } from "../src/testing/device.ts";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { startTalk, type Talk } from "../src/testing/talk.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { type OwnPostgres, startOwnPostgres } from "./support/own-postgres.ts";
import { report, toSeconds } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { sleep, until } from "./support/until.ts";

/*
 * PostgreSQL breaks in the middle of a burst, under a node that stays. What was acknowledged is there afterwards, what
 * was typed meanwhile is said soon after the database is back, and as long as it is away the node says so.
 */

let postgres: OwnPostgres;
let gathering: Gathering;
let devices: SyncedDevice[];

beforeAll(async () => {
  postgres = await startOwnPostgres();
  gathering = await gather({ databaseServer: postgres.url });
  devices = await Promise.all(
    transportNames.map((transport) => gathering.join({ name: `device on ${transport}`, transport })),
  );
});
afterAll(async () => {
  await gathering.close();
  await postgres.close();
});

/** Long enough for pauses between attempts to have grown. */
const AWAY_MS = scaled({ selection: 3_000, whole: 20_000 });
/** The pass mark: from the moment when the database answers again. */
const RESUMED_MS = 5_000;

const isHealthy = async () => (await fetch(`${gathering.server.url}/health`)).ok;

async function startTalking(): Promise<Talk> {
  const { cast, server } = gathering;
  const talk = startTalk({ devices, person: cast.aiko, roomId: cast.generalId, url: server.url });
  await talk.untilInSwing();
  return talk;
}

/** Waits until a script is answered, until each device has said what waited longest, and until all is said. */
async function timeResuming(): Promise<{ scriptMs: number; devicesMs: number; allMs: number }> {
  const { cast, server } = gathering;
  const since = performance.now();
  const waiting = devices.map(({ client }) => client.getView().outbox.map(({ id }) => id));
  const isAnswered = async () => {
    const message = { id: newId(), roomId: cast.generalId, body: "is anybody there?" };
    return (await call(server.url, cast.chika, "message.send", message)).ok;
  };
  const count = ({ client }: SyncedDevice, index: number) =>
    client.getView().outbox.filter(({ id }) => waiting[index]?.includes(id)).length;
  await until(isAnswered, "an answer to a script");
  const scriptMs = performance.now() - since;
  const goesOn = (device: SyncedDevice, index: number) =>
    waiting[index]?.length === 0 || count(device, index) < (waiting[index]?.length ?? 0);
  await until(() => devices.every(goesOn), "every device going on");
  const devicesMs = performance.now() - since;
  await until(() => devices.every((device, index) => count(device, index) === 0), "all that was typed being said");
  return { scriptMs, devicesMs, allMs: performance.now() - since };
}

type Ending = [name: string, end: () => Promise<void>];
const kill: Ending = ["killed with -9", () => postgres.kill()];
const stopAtOnce: Ending = ["stopped immediately", () => postgres.stopAtOnce()];

it.each(scaled({ selection: [kill], whole: [...Array.from({ length: 4 }, () => kill), stopAtOnce, stopAtOnce] }))(
  "a database that is %s takes nothing acknowledged with it, and what was typed is said soon after",
  async (name, end) => {
    const talk = await startTalking();
    const endedAt = performance.now();
    await end();
    await until(async () => !(await isHealthy()), "a red /health");
    const redMs = performance.now() - endedAt;
    await sleep(AWAY_MS);
    expect(await isHealthy()).toBe(false);
    await talk.stop();
    await postgres.start();
    const { scriptMs, devicesMs, allMs } = await timeResuming();
    expect(await isHealthy()).toBe(true);
    report(`PostgreSQL ${name}`, {
      "/health red after": toSeconds(redMs),
      "scripts go on after": toSeconds(scriptMs),
      "devices after": toSeconds(devicesMs),
      "all is said after": toSeconds(allMs),
    });
    expect(Math.max(scriptMs, devicesMs)).toBeLessThanOrEqual(RESUMED_MS);
    expect(await gathering.settle(devices, talk.attempts)).toEqual([]);
  },
);

it.each(scaled<number[]>({ selection: [], whole: [30_000] }))(
  "connections that the database ends all the time, for %i ms, cost time, and nothing else",
  async (forMs) => {
    const talk = await startTalking();
    const client = new pg.Client(gathering.server.databaseUrl);
    await client.connect();
    const until = performance.now() + forMs;
    let ended = 0;
    while (performance.now() < until) {
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      ended += rowCount ?? 0;
      await sleep(50);
    }
    await client.end();
    await talk.stop();
    const { scriptMs, devicesMs, allMs } = await timeResuming();
    report(`${ended} connections ended`, {
      "scripts go on after": toSeconds(scriptMs),
      "devices after": toSeconds(devicesMs),
      "all is said after": toSeconds(allMs),
    });
    expect(Math.max(scriptMs, devicesMs)).toBeLessThanOrEqual(RESUMED_MS);
    expect(await gathering.settle(devices, talk.attempts)).toEqual([]);
  },
);
