import { transportNames } from "@hiroba/client";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SyncedDevice } from "../src/testing/synced-device.ts";
import { startTalk, type Talk } from "../src/testing/talk.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { type OwnPostgres, startOwnPostgres } from "./support/own-postgres.ts";
import { report, toSeconds } from "./support/report.ts";
import { RESUMED_MS, timeResuming } from "./support/resuming.ts";
import { sleep, until } from "./support/until.ts";

/*
 * PostgreSQL breaks in the middle of a burst, under a node that stays. What was acknowledged is there afterwards, what
 * was typed meanwhile is said soon after the database is back, and as long as it is away the node says so. One kill is part
 * of the mixed story, which runs in the selection.
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

const talkers = () => {
  const { cast, server } = gathering;
  return { devices, person: cast.aiko, roomId: cast.generalId, url: server.url };
};

/** Long enough for pauses between attempts to have grown. */
const AWAY_MS = 20_000;
/** How long its connections are ended all the time. */
const ENDING_MS = 30_000;
const isHealthy = async () => (await fetch(`${gathering.server.url}/health`)).ok;

async function startTalking(): Promise<Talk> {
  const talk = startTalk(talkers());
  await talk.untilInSwing();
  return talk;
}

type Ending = [name: string, end: () => Promise<void>];
const kill: Ending = ["killed with -9", () => postgres.kill()];
const stopAtOnce: Ending = ["stopped immediately", () => postgres.stopAtOnce()];

it.each([kill, kill, kill, kill, stopAtOnce, stopAtOnce])(
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
    const { scriptMs, devicesMs, allMs } = await timeResuming(talkers());
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

it("connections that the database ends all the time cost time, and nothing else", async () => {
  const talk = await startTalking();
  const client = new pg.Client(gathering.server.databaseUrl);
  await client.connect();
  const until = performance.now() + ENDING_MS;
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
  const { scriptMs, devicesMs, allMs } = await timeResuming(talkers());
  report(`${ended} connections ended`, {
    "scripts go on after": toSeconds(scriptMs),
    "devices after": toSeconds(devicesMs),
    "all is said after": toSeconds(allMs),
  });
  expect(Math.max(scriptMs, devicesMs)).toBeLessThanOrEqual(RESUMED_MS);
  expect(await gathering.settle(devices, talk.attempts)).toEqual([]);
});
