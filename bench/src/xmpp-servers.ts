import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { findFreePort, startPinned, waitUntilUp } from "./processes.ts";
import { BACKLOG } from "./servers/announce.ts";

/*
 * ejabberd and Prosody as Debian packages them, each from a folder of its own that holds its configuration and what it
 * keeps. They do what is measured and no more: rooms with an archive, strangers let in, no encryption, no other servers,
 * and nobody is told who else comes and goes, which would be most of the traffic of a room of a thousand.
 */

/** The host that devices belong to; rooms are at `conference.` of it. */
export const HOST = "localhost";

export type XmppName = "ejabberd" | "prosody";

/** A server that runs; `clear` removes what it has written, after its end. */
export type XmppServer = { child: ChildProcess; url: string; clear(): Promise<void> };

const programs: Record<XmppName, string> = { ejabberd: "/usr/sbin/ejabberdctl", prosody: "/usr/bin/prosody" };

/** Files without which a peer does not run: ejabberd speaks with PostgreSQL by a package that it only suggests. */
const needs: Record<XmppName, readonly string[]> = {
  ejabberd: [programs.ejabberd, "/var/lib/dpkg/info/erlang-p1-pgsql.list"],
  prosody: [programs.prosody],
};

export function isXmpp(peer: string): peer is XmppName {
  return peer in programs;
}

/** Whether a peer's programs are on this machine; those that are part of the benchmark always are. */
export function isInstalled(peer: string): boolean {
  return !isXmpp(peer) || needs[peer].every((file) => existsSync(file));
}

/** Starts a server in the foreground, so that all it starts descends from our child, and waits until it listens. */
export async function startXmpp(peer: XmppName, pool: pg.Pool | null): Promise<XmppServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "hiroba-bench-"));
  const port = await findFreePort();
  const child = await starts[peer]({ folder, port, pool });
  await waitUntilUp(child, () => canConnect(port));
  const clear = () => rm(folder, { recursive: true, force: true });
  return { child, url: `xmpp://127.0.0.1:${port}`, clear };
}

type Ground = { folder: string; port: number; pool: pg.Pool | null };

const starts: Record<XmppName, (ground: Ground) => Promise<ChildProcess>> = {
  ejabberd: startEjabberd,
  prosody: startProsody,
};

async function startEjabberd({ folder, port, pool }: Ground): Promise<ChildProcess> {
  if (!pool?.options.connectionString) throw new Error("ejabberd keeps its archive in PostgreSQL.");
  await pool.query(await readFile("/usr/share/ejabberd/sql/pg.sql", "utf8"));
  const configuration = path.join(folder, "ejabberd.yml");
  await writeFile(configuration, configureEjabberd(port, new URL(pool.options.connectionString)));
  // `ejabberdctl` would change to another account and stay in between. Without a name the node needs no `epmd`, which
  // would outlive it. Where its libraries are differs by architecture.
  const [, libraries = ""] = /^ERL_LIBS='(.*)'/m.exec(await readFile(programs.ejabberd, "utf8")) ?? [];
  const mnesia = ["-mnesia", "dir", JSON.stringify(path.join(folder, "mnesia"))];
  return startPinned(["erl", "+K", "true", "+P", "250000", "-noinput", ...mnesia, "-s", "ejabberd"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ERL_LIBS: libraries,
      EJABBERD_CONFIG_PATH: configuration,
      EJABBERD_LOG_PATH: path.join(folder, "ejabberd.log"),
    },
    // What goes wrong is in its log; here its watcher of the machine's memory complains at every end.
    stdio: "ignore",
  });
}

/** JSON is YAML. */
function configureEjabberd(port: number, database: URL): string {
  const room = { mam: true, persistent: true, max_users: 10_000, presence_broadcast: [] };
  return JSON.stringify({
    hosts: [HOST],
    loglevel: "error",
    auth_method: "anonymous",
    anonymous_protocol: "sasl_anon",
    default_db: "sql",
    sql_type: "pgsql",
    sql_server: database.hostname,
    sql_port: Number(database.port),
    sql_database: database.pathname.slice(1),
    sql_username: database.username,
    sql_password: database.password,
    listen: [{ port, ip: "127.0.0.1", module: "ejabberd_c2s", backlog: BACKLOG }],
    modules: { mod_muc: { max_users: 10_000, default_room_options: room }, mod_mam: {} },
  });
}

async function startProsody({ folder, port }: Ground): Promise<ChildProcess> {
  const configuration = path.join(folder, "prosody.cfg.lua");
  await writeFile(configuration, configureProsody(folder, port));
  return startPinned([programs.prosody, "-F", "--config", configuration], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function configureProsody(folder: string, port: number): string {
  return `
run_as_root = true
data_path = ${JSON.stringify(folder)}
certificates = ${JSON.stringify(folder)}
log = { error = "*stderr" }
modules_enabled = { "saslauth" }
modules_disabled = { "s2s", "tls" }
c2s_interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
network_settings = { tcp_backlog = ${BACKLOG} }
c2s_require_encryption = false
storage = "internal"
VirtualHost "${HOST}"
  authentication = "anonymous"
Component "conference.${HOST}" "muc"
  modules_enabled = { "muc_mam" }
  muc_room_locking = false
  muc_room_default_persistent = true
  muc_room_default_presence_broadcast = { visitor = false, participant = false, moderator = false }
`;
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  const isUp = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isUp;
}
