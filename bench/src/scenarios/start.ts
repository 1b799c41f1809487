import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openDevice } from "../load/devices.ts";
import { readMemory } from "../machine.ts";
import { pause, round } from "../numbers.ts";
import type { Row, Scenario } from "../scenario.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const PORT = 39_310;

/** One command on a machine where everything is built. */
export const start: Scenario = {
  name: "start",
  title: "Start",
  method:
    "`npm start` on a built tree whose database has been made by a start before, on both cores, until it says that it is ready; then the memory of everything it has started, web, realtime, PostgreSQL and the supervisor, with ten connected devices. Pages that processes share are counted once.",
  aim: "ready in at most 5 s; at most 350 MB",
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
  const [secondsToReady, megabytes] = [round(started.ms / 1_000), round(memory / 1_000_000)];
  return { peer: "hiroba", of: "npm start, built", secondsToReady, megabytes };
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

async function measureMemory(pid: number): Promise<number> {
  const url = `http://127.0.0.1:${PORT}`;
  const cookie = await setUp(url);
  const token = await createToken(url, cookie);
  const devices = Array.from({ length: 10 }, () => {
    let onReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      onReady = resolve;
    });
    const device = openDevice("hiroba", { url, roomId: "", token }, { onReady, onHeard: () => undefined });
    return { device, ready };
  });
  await Promise.all(devices.map(({ ready }) => ready));
  await fetch(`${url}/`).then((response) => response.text());
  await pause(5_000);
  const memory = readMemory([pid]);
  for (const { device } of devices) device.cut();
  return memory;
}

async function setUp(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/commands/workspace.setUp`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ workspaceName: "Benchmark", name: "Aiko", password: "a long password" }),
  });
  if (!response.ok) throw new Error(`Setting up was refused: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

async function createToken(url: string, cookie: string): Promise<string> {
  const response = await fetch(`${url}/v1/commands/token.create`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, cookie },
    body: JSON.stringify({ id: crypto.randomUUID(), name: "bench" }),
  });
  const { data } = (await response.json()) as { data: { secret: string } };
  return data.secret;
}
