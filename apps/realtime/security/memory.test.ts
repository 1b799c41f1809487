import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { report } from "../faults/support/report.ts";
import { type Browser, openBrowser } from "../src/authentication/testing/browser.ts";
import { invite, password } from "../src/authentication/testing/people.ts";
import type { Person } from "../src/testing/cast.ts";
import { findFreePort } from "../src/testing/node-process.ts";
import { type SyncedDevice, startDevice } from "../src/testing/synced-device.ts";
import { readMemoryOfAll } from "./support/read-memory.ts";

/*
 * The whole of it as `npm start` runs it, web app and PostgreSQL among it, with ten people who talk. It is weighed while
 * they are there, and has a while to give back what their coming in took. Elsewhere four took 2.8 GB (Zulip #12063).
 */

const BUILDING_MS = 600_000;
const PEOPLE = 10;
const EACH_SAYS = 30;
/** What is promised of ten people; bench/results has what it takes on a machine that does nothing else. */
const PROMISED = 350_000_000;

let dataFolder: string;
let child: ChildProcess;
let url: string;
let devices: SyncedDevice[] = [];

beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), "hiroba-memory-"));
  // Under root PostgreSQL runs as another account, which has to pass through.
  await chmod(dataFolder, 0o711);
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: path.join(import.meta.dirname, "../../.."),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: `${port}`,
      HOST: "127.0.0.1",
      HIROBA_DATA: dataFolder,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await isReady(child);
}, BUILDING_MS);

afterAll(async () => {
  await Promise.all(devices.map((device) => device.close()));
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  await rm(dataFolder, { recursive: true });
});

async function isReady({ stdout }: ChildProcess): Promise<void> {
  let said = "";
  stdout?.on("data", (text) => {
    said += String(text);
  });
  const isOver = () => child.exitCode !== null || said.includes("Hiroba is ready at");
  await vi.waitUntil(isOver, { timeout: BUILDING_MS });
  expect(said).toContain("Hiroba is ready at");
}

it("what ten people take who talk with each other is little", { timeout: 120_000 }, async () => {
  const owner = openBrowser(url);
  const { user, roomId } = await owner.must("workspace.setUp", { workspaceName: "The Square", name: "Aiko", password });
  const people = [await withToken(owner, user.id)];
  while (people.length < PEOPLE) people.push(await comeIn(owner, `Person ${people.length}`));
  devices = await Promise.all(
    people.map((person, index) => {
      const transport = transportNames[index % transportNames.length] ?? "websocket";
      return startDevice({ name: person.name, person, url, transport, rooms: [roomId] });
    }),
  );
  for (let round = 0; round < EACH_SAYS; round++) for (const device of devices) device.send(roomId, `Word ${round}.`);
  const { seq } = await owner.must("message.send", { id: newId(), roomId, body: "The end." });
  await Promise.all(devices.map((device) => device.reaches(seq)));
  await (await fetch(`${url}/`)).text();

  const weigh = () => readMemoryOfAll(child.pid ?? 0);
  report("ten people who talk", { "MB at first": Math.round(weigh() / 1_000_000) });
  // The premise: all its parts are weighed.
  expect(weigh()).toBeGreaterThan(100_000_000);
  await expect.poll(weigh, { timeout: 60_000, interval: 500 }).toBeLessThan(PROMISED);
});

async function comeIn(host: Browser, name: string): Promise<Person> {
  const browser = openBrowser(url);
  const { user } = await browser.must("invite.accept", {
    code: await invite(host, "member"),
    id: newId(),
    name,
    password,
  });
  return withToken(browser, user.id);
}

async function withToken(browser: Browser, id: string): Promise<Person> {
  const { secret: token } = await browser.must("token.create", { id: newId(), name: "device" });
  return { id, name: id, username: id, role: "member", token };
}
