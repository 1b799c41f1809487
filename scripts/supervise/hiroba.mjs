import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "../setup/machine.mjs";
import { say, step } from "../setup/progress.mjs";
import { Problem, root } from "../setup/project.mjs";
import { ensureSecret } from "../setup/settings.mjs";
import { createLog } from "./log-file.mjs";
import { nodePart } from "./node-part.mjs";
import { toPrintable } from "./printable.mjs";
import { createNoticeFilter } from "./terminal.mjs";

/**
 * Starts PostgreSQL (unless DATABASE_URL names one), migrates, and starts realtime and web under the supervisor.
 *
 * @param {ReturnType<typeof import("./supervisor.mjs").createSupervisor>} supervisor
 * @param {ReturnType<typeof import("../setup/settings.mjs").readSettings>} settings
 * @param {{ realtime: string[], web: string[] }} programs the arguments that Node.js gets
 */
export async function startHiroba(supervisor, settings, programs) {
  const databaseUrl = settings.databaseUrl ?? (await startDatabase(supervisor, settings.dataFolder));
  await step("migrations", async () => ({ note: await migrateDatabase(databaseUrl) }));

  const webPort = await findFreePort();
  const env = {
    PORT: String(settings.port),
    HIROBA_DATA: settings.dataFolder,
    DATABASE_URL: databaseUrl,
    HIROBA_WEB_URL: `http://127.0.0.1:${webPort}`,
    HIROBA_SECRET: await ensureSecret(settings.dataFolder),
  };
  const web = { ...env, PORT: String(webPort), NEXT_TELEMETRY_DISABLED: "1" };
  await startPart(supervisor, {
    name: "web",
    args: [...programs.web, "--hostname", "127.0.0.1", "--port", String(webPort)],
    cwd: path.join(root, "apps/web"),
    env: withoutSecrets(web),
    // Any answer will do, and this one costs no page: in development a page is first compiled.
    address: `http://127.0.0.1:${webPort}/_next/static/ready`,
    settings,
  });
  await startPart(supervisor, {
    name: "realtime",
    args: programs.realtime,
    cwd: root,
    env: { ...env, NODE_ENV: process.env.NODE_ENV ?? "production" },
    address: `${settings.localUrl}/health`,
    settings,
  });
}

/** The parts of `prisma` that only exist after the build. @returns {Promise<any>} @param {string} name */
function load(name) {
  return import(new URL(`../../prisma/dist/${name}.js`, import.meta.url).href);
}

/** @param {Parameters<typeof startHiroba>[0]} supervisor @param {string} dataFolder */
function startDatabase(supervisor, dataFolder) {
  return step("database", async () => {
    const { startEmbedded } = await load("embedded");
    const onLog = toLog(dataFolder, "postgres", (line) => (/\bPANIC\b/.test(line) ? toPrintable(line) : undefined));
    // The port of the first start, so that the address that the others hold stays right after a crash.
    let port = 0;
    let url = "";
    const start = async () => {
      const server = await startEmbedded({ dataFolder, onLog, ...(port ? { port } : {}) }).catch(toProblem);
      ({ port, url } = server);
      return { exited: server.exited.then(() => "PostgreSQL ended by itself"), stop: server.stop };
    };
    await supervisor.keep({ name: "database", start });
    return { note: `PostgreSQL, port ${port}`, value: url };
  });
}

/** @param {string} url */
async function migrateDatabase(url) {
  const { migrate } = await load("migrate");
  const applied = await migrate(url).catch(toProblem);
  return applied.length > 0 ? `${applied.length} applied` : "none to apply";
}

/**
 * @param {Parameters<typeof startHiroba>[0]} supervisor
 * @param {{ name: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, address: string,
 *   settings: Parameters<typeof startHiroba>[1] }} part
 */
function startPart(supervisor, { name, address, settings, ...options }) {
  return step(name, async () => {
    await supervisor.keep(
      nodePart({
        name,
        ...options,
        onLine: toLog(settings.dataFolder, name, settings.isDevelopment ? (line) => line : undefined),
      }),
    );
    await waitFor(name, address);
    return { note: "running" };
  });
}

/** @param {string} name @param {string} address */
async function waitFor(name, address) {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(50)) {
    const response = await fetch(address, { redirect: "manual" }).catch(() => undefined);
    if (response && (response.status < 500 || !address.endsWith("/health"))) return;
  }
  throw new Problem(`${name} did not answer at ${address} within two minutes; see its log in the data folder.`);
}

/** @param {string} dataFolder @param {string} name @param {(line: string) => string | undefined} [choose] */
function toLog(dataFolder, name, choose = createNoticeFilter()) {
  const log = createLog(path.join(dataFolder, "logs"), name);
  return (/** @type {string} */ line) => {
    log(line);
    const notice = choose(line);
    if (notice) say(`${name} │ ${notice}`);
  };
}

/** Next.js has no use for them: it only renders the shell. @param {NodeJS.ProcessEnv} env */
function withoutSecrets(env) {
  return { ...env, DATABASE_URL: undefined, HIROBA_SECRET: undefined };
}

/** @param {Error} error @returns {never} */
function toProblem(error) {
  throw new Problem(`${error.message[0]?.toUpperCase()}${error.message.slice(1)}.`);
}
