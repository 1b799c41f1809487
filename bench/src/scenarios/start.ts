import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { newId } from "@hiroba/protocol";
import { openDevice } from "../load/devices.ts";
import { readMemory } from "../machine.ts";
import { pause, round } from "../numbers.ts";
import type { Row, Scenario } from "../scenario.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const PORT = 39_310;
const PEOPLE = 10;

/** One command on a machine where everything is built. */
export const start: Scenario = {
  name: "start",
  title: "Start",
  method:
    "`npm start` on a built tree whose database has been made by a start before, on both cores, until it says that it is ready; then the memory of everything it has started, web, realtime, PostgreSQL and the supervisor, with ten people, each with a connected device: five seconds after they have all come in and chosen their passwords, and half a minute later, when nothing more has been said. Pages that processes share are counted once.",
  aim: "ready in at most 5 s; at most 350 MB with ten people",
  run: async ({ runs }) => {
    const rows: Row[] = [];
    for (let run = 0; run < runs; run++) rows.push(await askOnce());
    return rows;
  },
};

async function askOnce(): Promise<Row> {
  const folder = await mkdtemp(path.join(tmpdir(), "hiroba-bench-"));
  // The first makes the database.
  await stop(await startOnce(folder));
  const started = await startOnce(folder);
  const memory = await measureMemory(started.child.pid ?? 0);
  await stop(started);
  await rm(folder, { recursive: true, force: true });
  return { peer: "hiroba", of: "npm start, built", secondsToReady: round(started.ms / 1_000), ...memory };
}

type Started = { child: ChildProcess; ms: number };

async function stop({ child }: Started): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function startOnce(folder: string): Promise<Started> {
  const at = performance.now();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...process.env, PORT: String(PORT), HOST: "127.0.0.1", HIROBA_DATA: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes("Hiroba is ready at")) return { child, ms: performance.now() - at };
  }
  throw new Error(`npm start ended early:\n${output}`);
}

async function measureMemory(pid: number): Promise<{ megabytesAtFirst: number; megabytes: number }> {
  const url = `http://127.0.0.1:${PORT}`;
  const cookie = await setUp(url);
  const tokens = [await createToken(url, cookie)];
  const code = await invite(url, cookie);
  for (let person = 1; person < PEOPLE; person++) tokens.push(await createToken(url, await join(url, code, person)));
  const devices = tokens.map((token) => {
    let onReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      onReady = resolve;
    });
    const device = openDevice("hiroba", { url, roomId: "", token }, { onReady, onHeard: () => undefined });
    return { device, ready };
  });
  await Promise.all(devices.map(({ ready }) => ready));
  await fetch(`${url}/`).then((response) => response.text());
  const weigh = () => round(readMemory([pid]) / 1_000_000);
  await pause(5_000);
  const megabytesAtFirst = weigh();
  await pause(30_000);
  const megabytes = weigh();
  for (const { device } of devices) device.cut();
  return { megabytesAtFirst, megabytes };
}

const PASSWORD = "a long password";

/** The session cookie of whoever sets the workspace up. */
async function setUp(url: string): Promise<string> {
  const input = { workspaceName: "Benchmark", name: "Aiko", password: PASSWORD };
  return (await run({ url, name: "workspace.setUp", input })).cookie;
}

async function invite(url: string, cookie: string): Promise<string> {
  const input = { id: newId(), kind: "member", maximumUses: PEOPLE };
  const { data } = await run<{ invite: { path: string } }>({ url, cookie, name: "invite.create", input });
  return data.invite.path.slice("/join/".length);
}

/** The session cookie of somebody who comes in by an invite. */
async function join(url: string, code: string, person: number): Promise<string> {
  const input = { code, id: newId(), name: `Person ${person}`, password: PASSWORD };
  return (await run({ url, name: "invite.accept", input })).cookie;
}

async function createToken(url: string, cookie: string): Promise<string> {
  const input = { id: newId(), name: "bench" };
  return (await run<{ secret: string }>({ url, cookie, name: "token.create", input })).data.secret;
}

type Command = { url: string; cookie?: string; name: string; input: object };

async function run<Data>({ url, cookie, name, input }: Command): Promise<{ data: Data; cookie: string }> {
  const response = await fetch(`${url}/v1/commands/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, ...(cookie && { cookie }) },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${name} was refused: ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((one) => one.split(";")[0]);
  return { data: ((await response.json()) as { data: Data }).data, cookie: cookies.join("; ") };
}
