import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "@hiroba/prisma/migrate";
import { startTestServer } from "@hiroba/prisma/testing";
import pg from "pg";
import { realtimeFlags } from "../../scripts/supervise/realtime-flags.mjs";
import { end, findFreePort, pin, startPinned, waitUntilUp } from "./processes.ts";
import type { World } from "./world.ts";
import { settle } from "./world.ts";
import { isXmpp, startXmpp } from "./xmpp-servers.ts";

/** Everybody who is measured. */
export const peerNames = ["hiroba", "socket.io", "ws", "tutorial", "ejabberd", "prosody"] as const;
export type PeerName = (typeof peerNames)[number];

/** Who keeps messages in PostgreSQL. Prosody has files of its own. */
const withDatabase: readonly PeerName[] = ["hiroba", "tutorial", "ejabberd"];

/** A peer's servers and database, running on one core. */
export type Stage = {
  peer: PeerName;
  urls: string[];
  world: World;
  /** Processes whose time and memory are the peer's, their descendants included. */
  pids: number[];
  /** The servers alone, without their database. */
  serverPids: number[];
  pool: pg.Pool | null;
  close(): Promise<void>;
};

const root = fileURLToPath(new URL("../..", import.meta.url));

export type StageOptions = {
  peer: PeerName;
  world: World;
  /** Nodes of Hiroba on one database. */
  nodes?: number;
  /** More rows, before the first node starts. */
  fill?(pool: pg.Pool): Promise<void>;
};

/** Starts a peer, with a database of its own if it keeps anything, as durable as in production. */
export async function setStage({ peer, world, nodes = 1, fill }: StageOptions): Promise<Stage> {
  const servers: ChildProcess[] = [];
  const urls: string[] = [];
  const database = withDatabase.includes(peer) ? await openDatabase() : null;
  let clear: () => Promise<void> = () => Promise.resolve();
  if (peer === "hiroba" && database) {
    await migrate(database.url);
    await settle(database.pool, world);
    await fill?.(database.pool);
    for (let index = 0; index < nodes; index++) {
      const node = await startHiroba(database.url);
      servers.push(node.child);
      urls.push(node.url);
    }
  } else if (isXmpp(peer)) {
    const server = await startXmpp(peer, database?.pool ?? null);
    servers.push(server.child);
    urls.push(server.url);
    clear = server.clear;
  } else {
    const { child, url } = await startPeer(peer, database?.url);
    servers.push(child);
    urls.push(url);
  }
  const serverPids = servers.map(({ pid }) => pid ?? 0);
  return {
    peer,
    urls,
    world,
    serverPids,
    pids: [...serverPids, ...(database ? [database.pid] : [])],
    pool: database?.pool ?? null,
    close: async () => {
      for (const child of servers) await end(child);
      await clear();
      await database?.close();
    },
  };
}

async function openDatabase() {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "hiroba-bench-"));
  const server = await startTestServer({ durable: true, dataFolder });
  const pool = new pg.Pool({ connectionString: server.url });
  pool.on("error", () => undefined);
  const { rows } = await pool.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
  const pid = await readPostmaster(rows[0]?.folder ?? "");
  pin(pid);
  return {
    url: server.url,
    pool,
    pid,
    close: async () => {
      await pool.end();
      await server.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

async function readPostmaster(folder: string): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  return Number((await readFile(path.join(folder, "postmaster.pid"), "utf8")).split("\n")[0]);
}

async function startHiroba(databaseUrl: string) {
  const port = await findFreePort();
  const profile = process.env.BENCH_PROFILE ? ["--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const script = path.join(root, "apps/realtime/dist/main.js");
  const child = startPinned([process.execPath, ...realtimeFlags, ...profile, script], {
    cwd: path.join(root, "apps/realtime"),
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      PORT: String(port),
      HOST: "127.0.0.1",
      DATABASE_URL: databaseUrl,
      HIROBA_SECRET: "a secret of the benchmark, long enough to sign with",
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilUp(child, async () => {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok ?? false;
  });
  return { child, url };
}

async function startPeer(peer: PeerName, databaseUrl: string | undefined) {
  const script = fileURLToPath(new URL(`servers/${peer.replace(".", "-")}.ts`, import.meta.url));
  const child = startPinned([process.execPath, "--import", "tsx", script], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [message] = (await once(child, "message")) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${message.port}` };
}
