import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import path from "node:path";
import { manifest, Problem } from "./project.mjs";

/** Refuses a Node.js that is older than package.json allows. */
export function checkNode() {
  const needed = manifest.engines.node.replace(/^>=/, "");
  if (isOlder(process.versions.node, needed)) {
    throw new Problem(`Hiroba needs Node.js ${needed} or later, and this is ${process.versions.node}.`);
  }
}

/** Refuses a data folder that cannot be made or written. @param {string} folder */
export async function checkDataFolder(folder) {
  const probe = path.join(folder, `.probe-${process.pid}`);
  try {
    // 711 under root: PostgreSQL runs as another account there, and has to pass through.
    await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    const reason = /** @type {NodeJS.ErrnoException} */ (error).code;
    throw new Problem(`The data folder ${folder} cannot be written (${reason}): choose another with HIROBA_DATA.`);
  }
}

/** Refuses a port that is taken or not ours to take. @param {{ port: number, host: string | undefined }} settings */
export async function checkPort({ port, host }) {
  try {
    await listen(port, host);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      throw new Problem(`HOST is "${host}", which is no address of this machine.`);
    }
    const taken = code === "EADDRINUSE";
    const reason = taken ? "is in use: stop what listens there, or" : "may not be opened by this user:";
    throw new Problem(`Port ${port} ${reason} choose another with PORT.`);
  }
}

/**
 * Refuses a database server that does not answer, before minutes go into a build. Whether it lets us in shows when the
 * migrations run.
 *
 * @param {string} url
 */
export async function checkDatabase(url) {
  const { hostname = "", port = "" } = URL.canParse(url) ? new URL(url) : {};
  // Without a host it is a socket in the file system, or no address at all: the migrations tell.
  if (!hostname) return;
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 5432), timeout: 10_000 });
  const outcome = await new Promise((resolve) => {
    socket.once("connect", () => resolve("")).once("timeout", () => resolve("it does not answer"));
    socket.once("error", (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.message));
  });
  socket.destroy();
  if (outcome)
    throw new Problem(
      `The server that DATABASE_URL names, ${hostname}:${port || 5432}, cannot be reached (${outcome}).`,
    );
}

/** A port on loopback that nobody uses. */
export function findFreePort() {
  return listen(0, "127.0.0.1");
}

/** @param {number} port @param {string | undefined} host */
async function listen(port, host) {
  const server = createServer();
  server.listen({ port, host, exclusive: true });
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : port;
}

/** @param {string} version @param {string} needed */
function isOlder(version, needed) {
  const [have, want] = [version, needed].map((text) => text.split(".").map(Number));
  const index = [0, 1, 2].find((place) => have?.[place] !== want?.[place]) ?? 0;
  return (have?.[index] ?? 0) < (want?.[index] ?? 0);
}
