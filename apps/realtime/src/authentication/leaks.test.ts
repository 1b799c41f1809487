import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbedded } from "@hiroba/prisma/embedded";
import { createTestDatabase, type TestDatabase } from "@hiroba/prisma/testing";
import { type ErrorCode, newId } from "@hiroba/protocol";
import pg from "pg";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findFreePort } from "../testing/node-process.ts";
import { carriers, hearsAll, listen, type Proof, readCursor } from "../transports/testing/listen.ts";
import { type Browser, openBrowser } from "./testing/browser.ts";
import { invite, moveIn, password } from "./testing/people.ts";

let dataFolder: string;
/** PostgreSQL as `npm start` runs it, whose log is kept as well. */
let postgres: Awaited<ReturnType<typeof startEmbedded>>;
let writtenByPostgres = "";
let database: TestDatabase;
/** In the place of the web app, which answers as long as it is there. */
let web: Server;
let child: ChildProcess;
let url: string;
let written = "";

beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), "hiroba-leaks-"));
  // Under root the server runs as another account, which has to pass through.
  await chmod(dataFolder, 0o711);
  postgres = await startEmbedded({ dataFolder, onLog: (line) => (writtenByPostgres += `${line}\n`) });
  database = await createTestDatabase(postgres.url);
  web = createServer((_request, response) => response.end("a page")).listen(0, "127.0.0.1");
  await once(web, "listening");
  const webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: path.join(import.meta.dirname, "../.."),
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      HOST: "127.0.0.1",
      DATABASE_URL: database.url,
      HIROBA_SECRET: signingSecret,
      HIROBA_WEB_URL: webUrl,
      LOG_LEVEL: "debug",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (written += chunk.toString()));
  await vi.waitFor(() => fetch(`${url}/health`), { timeout: 40_000 });
}, 90_000);

afterAll(async () => {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  web.close();
  await postgres.stop();
  await rm(dataFolder, { recursive: true });
});

const signingSecret = "a secret of the tests that signs cookies";
const nextPassword = "battery staple battery";
/** What is said in a room is nobody's who reads a log. */
const said = "the words of a message";

test("no secret is in a log line, nor in any answer but the one that hands it out", async () => {
  const answers: string[] = [];
  const listen = (browser: Browser): Browser => {
    const { send } = browser;
    browser.send = async (...args) => {
      const response = await send(...args);
      answers.push(await response.clone().text());
      return response;
    };
    return browser;
  };

  const { aiko, ben } = await moveIn(url);
  for (const browser of [aiko, ben]) listen(browser);
  const { secret } = await aiko.must("token.create", { id: newId(), name: "script" });
  const { path: link } = await aiko.must("deviceLink.create", {});
  const code = await invite(aiko, "guest");
  const handedOut = answers.length;

  await ben.signIn("ben", "a wrong password");
  await ben.signIn("ben", password);
  await ben.call("password.change", { current: "a wrong password", next: nextPassword });
  await ben.must("password.change", { current: password, next: nextPassword });
  const cookies = [aiko, ben].map(({ cookie }) => cookie ?? "");
  for (const browser of [aiko, ben]) {
    for (const name of ["session.list", "token.list", "invite.list", "workspace.status"] as const)
      await browser.call(name, {});
    for (const one of ["/v1/snapshot", "/v1/events?wait=0", "/api/auth/get-session", "/api/auth/list-sessions"])
      await browser.send(one);
    await browser.call("deviceLink.accept", { code: "not a code" });
    await browser.call("invite.read", { code });
  }
  await fetch(`${url}/v1/snapshot`, { headers: { authorization: `Bearer ${secret}x`, cookie: cookies[0] ?? "" } });
  await fetch(`${url}/v1/snapshot`, { headers: { authorization: `Bearer ${secret}` } });
  await fetch(`${url}/v1/commands/session.list`, {
    method: "POST",
    body: "{",
    headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
  });

  const linkCode = link.slice("/link/".length);
  const sids = await carryAll([{ cookie: cookies[0] ?? "", origin: url }, { authorization: `Bearer ${secret}` }]);
  await openPages([`/join/${code}`, link, `/lite/join/${code}`]);

  const { tokens, hashes } = await readStoredSecrets();
  expect(await breakTheDatabase(ben)).toEqual(["INTERNAL", "INTERNAL"]);
  for (const log of [() => written, () => writtenByPostgres])
    await vi.waitFor(() => expect(log()).toMatch(/no_more_accounts[\s\S]*no_more_messages/u));
  expect(tokens.length).toBeGreaterThan(2);
  expect(hashes.length).toBeGreaterThan(1);
  const everywhere = [
    password,
    nextPassword,
    "a wrong password",
    signingSecret,
    ...tokens,
    ...hashes,
    ...cookies.map(toValue),
  ];
  const onceOnly = [secret, linkCode];
  const later = answers.slice(handedOut).join("\n");
  expect(later).toContain("The Square");
  expect([...everywhere, ...onceOnly].filter((text) => later.includes(text))).toEqual([]);
  expect(everywhere.filter((text) => answers.join("\n").includes(text))).toEqual([]);
  const logs = written + writtenByPostgres;
  expect(logs).not.toContain("scrypt$");
  expect([...everywhere, ...onceOnly, code, ...sids, said].filter((text) => logs.includes(text))).toEqual([]);
});

test("what would steer a terminal is in no log line as it is (CVE-2026-3108)", async () => {
  const browser = openBrowser(url);
  await browser.signIn("aiko", password);
  const steering = "\u001b[2J";
  for (const name of [`Aiko${steering}`, "Aiko"])
    await browser.call("user.updateProfile", { name }, { "user-agent": "\u009b2J", "x-hiroba-client": "1" });
  await browser.send(`/join/${encodeURIComponent(steering)}`);
  // Nobody can be called so any more; a database may hold older names, which its errors then quote.
  await runInDatabase(
    `CREATE FUNCTION steer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION E'no more \\x1b[2J'; END $$;
     CREATE TRIGGER steer BEFORE UPDATE ON room FOR EACH ROW EXECUTE FUNCTION steer()`,
  );
  const { rooms } = await browser.must("room.list", {});
  const roomId = rooms[0]?.room.id ?? "";
  expect(await browser.call("room.update", { roomId, topic: "Ours" })).toMatchObject({ error: { code: "INTERNAL" } });
  await vi.waitFor(() => expect(written).toContain("no more \\u001b[2J"));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  expect(written.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f]/u);
});

/** Hears something by every carrier, with each proof, and goes; answers with the polling sessions that were opened. */
async function carryAll(proofs: Proof[]): Promise<string[]> {
  const since = await readCursor(url, proofs[0] ?? {});
  const listeners = proofs.flatMap((proof) => carriers.map((carrier) => listen(carrier, { url, proof, since })));
  const { authorization = "" } = proofs.at(-1) ?? {};
  const socket = io(url, { forceNew: true, auth: { token: authorization.replace("Bearer ", "") } });
  await once(socket as never, "hello");
  const headers = { "content-type": "application/json", ...proofs.at(-1) };
  await fetch(`${url}/v1/commands/settings.update`, { method: "POST", body: '{"theme":"dark"}', headers });
  await hearsAll(listeners, "settings.updated");
  for (const listener of listeners) listener.close();
  socket.disconnect();
  return Promise.all(proofs.map(pollWrongly));
}

/** Opens a polling session, and uses it as nobody should. */
async function pollWrongly(proof: Proof): Promise<string> {
  const polling = `${url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(polling, { headers: proof })).text()).slice(1)) as { sid: string };
  await fetch(`${polling}&sid=${sid}`);
  await fetch(`${polling}&sid=${sid}`, { method: "POST", headers: proof, body: "nonsense" });
  return sid;
}

/** Asks for pages with a secret in their address, of a web app that is there and then is not. */
async function openPages(paths: string[]): Promise<void> {
  const open = () => Promise.all(paths.map(async (path) => (await fetch(url + path)).status));
  expect(await open()).toEqual([200, 200, 200]);
  web.close();
  web.closeAllConnections();
  expect(await open()).toEqual([500, 500, 200]);
}

function toValue(cookie: string): string {
  return cookie.slice(cookie.indexOf("=") + 1);
}

/** Makes PostgreSQL refuse rows with a secret in them, which its errors then quote. */
async function breakTheDatabase(browser: Browser): Promise<(ErrorCode | undefined)[]> {
  await runInDatabase(
    `ALTER TABLE account ADD CONSTRAINT no_more_accounts CHECK (password IS NULL) NOT VALID;
     ALTER TABLE message ADD CONSTRAINT no_more_messages CHECK (body = '') NOT VALID`,
  );
  const { rooms } = await browser.must("room.list", {});
  const roomId = rooms[0]?.room.id ?? "";
  const answers = [
    await browser.call("password.change", { current: nextPassword, next: password }),
    await browser.call("message.send", { id: newId(), roomId, body: said }),
  ];
  return answers.map((answer) => (answer.ok ? undefined : answer.error.code));
}

async function runInDatabase(statements: string): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(statements);
  await client.end();
}

async function readStoredSecrets(): Promise<{ tokens: string[]; hashes: string[] }> {
  const client = new pg.Client(database.url);
  await client.connect();
  const sessions = await client.query<{ token: string }>("SELECT token FROM session");
  const accounts = await client.query<{ password: string }>("SELECT password FROM account WHERE password IS NOT NULL");
  await client.end();
  return { tokens: sessions.rows.map(({ token }) => token), hashes: accounts.rows.map((row) => row.password) };
}
