import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type CommandInput, type CommandName, type Id, limits, newId, type Result } from "@hiroba/protocol";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sweep } from "../authentication/sweep.ts";
import { type Browser, openBrowser } from "../authentication/testing/browser.ts";
import { invite, moveIn, type People, password, signInElsewhere } from "../authentication/testing/people.ts";
import { run } from "../cli/run.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import {
  cookieOf,
  hearsAll,
  listenEverywhere,
  listenToPage,
  type Proof,
  readCursor,
  tokenOf,
} from "./testing/listen.ts";

/*
 * Whatever ends a session or a token closes what it had opened within a second, on every carrier and node, and opens
 * nothing again (L15). The endings are listed by the file that does them, so that none can be added without an entry.
 */

let server: TestServer;
let url: string;
let urls: [string, string];
let people: People;
let generalId: Id;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  urls = [url, (await server.addNode()).url];
  people = await moveIn(url);
  generalId = (await people.aiko.must("room.list", {})).rooms[0]?.room.id ?? "";
});
afterAll(() => server.close());

const SECOND_MS = 1_000;
/** A busy machine takes its time to answer; that is no promise of L15. */
const ANSWER_MS = 10_000;
/** Commands of one person that a node has in hand; what else they ask waits. */
const IN_HAND = 8;
const next = "battery staple";

/** Whether something happens in the time that rule L15 allows. */
async function inTime(promise: Promise<unknown>): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), SECOND_MS));
  return Promise.race([promise.then(() => true), late]);
}

/** A new member, in #general. */
async function comeIn(name: string): Promise<{ id: Id; browser: Browser }> {
  const browser = openBrowser(url);
  const code = await invite(people.aiko, "member");
  const { user } = await browser.must("invite.accept", { code, id: newId(), name, password });
  return { id: user.id, browser };
}

/** A new member, and a further browser of theirs. */
async function comeInTwice(name: string): Promise<{ id: Id; browser: Browser; other: Browser }> {
  const person = await comeIn(name);
  return { ...person, other: await signInElsewhere(person.browser, url) };
}

function say(body: string) {
  return people.aiko.must("message.send", { id: newId(), roomId: generalId, body });
}

/** Sends a form of /lite as a page of ours does. */
async function submit(browser: Browser, action: string, typed: Record<string, string>): Promise<void> {
  const token = /name="token" value="([^"]+)"/u.exec(await (await browser.send("/lite")).text())?.[1] ?? "";
  const body = new URLSearchParams({ token, ...typed });
  const response = await browser.send(action, { method: "POST", body, redirect: "manual", headers: { origin: url } });
  expect(response.status).toBe(303);
}

/** As many sessions as a person may have, each used later than those that are there. */
async function fillUp(userId: Id): Promise<void> {
  await server.node.app.db.pool.query(
    `INSERT INTO session (id, token, user_id, expires_at, updated_at)
     SELECT gen_random_uuid(), gen_random_uuid()::text, $1, now() + interval '1 day', now() + interval '1 minute'
     FROM generate_series(1, $2::int)`,
    [userId, limits.sessionsPerUser],
  );
}

async function expire(browser: Browser): Promise<void> {
  const { pool } = server.node.app.db;
  const { sessions } = await browser.must("session.list", {});
  const ids = sessions.map(({ id }) => id);
  await pool.query("UPDATE session SET expires_at = now() - interval '1 second' WHERE id = ANY($1)", [ids]);
  await sweep({ pool, log: server.node.app.log });
}

async function operate(...args: string[]): Promise<void> {
  const place = { databaseUrl: server.databaseUrl, dataFolder: "/nowhere" };
  expect((await run(args, place, { readLine: async () => next })).stderr).toBe("");
}

/** What proves the caller that is about to end, and what ends it. */
type Ending = { proof: (at: string) => Proof; end: () => Promise<unknown> };

const of = (browser: Browser, end: Ending["end"]): Ending => {
  // The browser may get another cookie by what it does: the proof is a copy of the one it had.
  const { cookie } = browser;
  return { proof: (at) => cookieOf({ ...browser, cookie }, at), end };
};

/** By file and, in each, by what is done. */
const endings: Record<string, Record<string, (name: string) => Promise<Ending>>> = {
  "tokens/revoke-token.ts": {
    "token.revoke": async (name) => {
      const { browser } = await comeIn(name);
      const { id: tokenId, proof } = await tokenOf(browser);
      return { proof: () => proof, end: () => browser.must("token.revoke", { tokenId }) };
    },
  },
  "sessions/revoke-session.ts": {
    "session.revoke": async (name) => {
      const { browser, other } = await comeInTwice(name);
      const { sessions } = await browser.must("session.list", {});
      const sessionId = sessions.find(({ current }) => !current)?.id ?? "";
      return of(other, () => browser.must("session.revoke", { sessionId }));
    },
  },
  "sessions/revoke-other-sessions.ts": {
    "session.revokeOthers": async (name) => {
      const { browser, other } = await comeInTwice(name);
      return of(other, () => browser.must("session.revokeOthers", {}));
    },
  },
  "sessions/sign-out.ts": {
    "session.signOut": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => browser.must("session.signOut", {}));
    },
    "session.signOut everywhere, for another browser": async (name) => {
      const { browser, other } = await comeInTwice(name);
      return of(other, () => browser.must("session.signOut", { everywhere: true }));
    },
    "signing out of /lite": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => submit(browser, "/lite/sign-out", {}));
    },
  },
  "sessions/change-password.ts": {
    "password.change, for another browser": async (name) => {
      const { browser, other } = await comeInTwice(name);
      return of(other, () => browser.must("password.change", { current: password, next }));
    },
    "password.change, for a copy of the cookie it was changed with": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => browser.must("password.change", { current: password, next }));
    },
  },
  "authentication/sign-in.ts": {
    "signing in again in the same browser": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => browser.signIn(name, password));
    },
    "signing in again by /lite": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => submit(browser, "/lite/sign-in", { username: name, password }));
    },
  },
  "device-links/accept-device-link.ts": {
    "deviceLink.accept in the same browser": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => signInElsewhere(browser, url, browser));
    },
    "one session too many": async (name) => {
      const { id, browser, other } = await comeInTwice(name);
      return of(other, async () => {
        await fillUp(id);
        await signInElsewhere(browser, url);
      });
    },
  },
  "users/set-user-deactivated.ts": {
    "user.setDeactivated": async (name) => {
      const { id: userId, browser } = await comeIn(name);
      return of(browser, () => people.aiko.must("user.setDeactivated", { userId, deactivated: true }));
    },
    "user.setDeactivated, for a token": async (name) => {
      const { id: userId, browser } = await comeIn(name);
      const { proof } = await tokenOf(browser);
      const end = () => people.aiko.must("user.setDeactivated", { userId, deactivated: true });
      return { proof: () => proof, end };
    },
  },
  "users/set-user-role.ts": {
    "user.setRole to guest, for a token": async (name) => {
      const { id: userId, browser } = await comeIn(name);
      const { proof } = await tokenOf(browser);
      return { proof: () => proof, end: () => people.aiko.must("user.setRole", { userId, role: "guest" }) };
    },
  },
  "cli/set-password.ts": {
    "a password from the operator": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => operate("user", "set-password", "--username", name, "--password", "-"));
    },
  },
  "authentication/sweep.ts": {
    "its time running out": async (name) => {
      const { browser } = await comeIn(name);
      return of(browser, () => expire(browser));
    },
  },
  // These open the first session of somebody who has just come, and end none.
  "invites/accept-invite.ts": {},
  "workspace/set-up-workspace.ts": {},
};

describe("the table", () => {
  const folder = path.join(import.meta.dirname, "..");
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => /(?<!\.test)\.ts$/u.test(file));
  const findFiles = (pattern: RegExp) =>
    files.filter((file) => pattern.test(readFileSync(path.join(folder, file), "utf8"))).sort();

  it("has every file that ends sessions or tokens", () => {
    const writers = findFiles(/(?<!function )\b(?:endSessions|insertSession|revokeTokens)\(/u);
    expect(writers.filter((file) => file !== "sessions/session-writes.ts")).toEqual(Object.keys(endings).sort());
  });

  it("knows those files by the only functions that end any", () => {
    const ending = /DELETE FROM session\b|UPDATE access_token\s+SET revoked_at|\bsession\.delete/u;
    expect(findFiles(ending)).toEqual(["sessions/session-writes.ts", "tokens/token-writes.ts"]);
  });
});

const rows = Object.values(endings)
  .flatMap((group) => Object.entries(group))
  .map(([title, prepare], index) => [title, prepare, `person${index}`] as const);

describe("what was opened closes within a second, everywhere, and does not open again", () => {
  it.each(rows)("by %s", async (_, prepare, name) => {
    const { proof, end } = await prepare(name);
    const since = await readCursor(url, proof(url));
    const page = { path: `/lite/rooms/${generalId}/stream`, proof };
    const listeners = [...listenEverywhere(urls, proof, since), ...urls.map((at) => listenToPage(at, page))];
    await say(`Heard before ${name}.`);
    await hearsAll(listeners, `Heard before ${name}.`);

    await end();
    const inTimes = await Promise.all(listeners.map(({ ended }) => inTime(ended)));
    expect(inTimes).toEqual(listeners.map(() => true));
    const { message } = await say(`Said after ${name}.`);

    const again = [...listenEverywhere(urls, proof, since), ...urls.map((at) => listenToPage(at, page))];
    await Promise.all(again.map(({ ended }) => ended));
    expect(await Promise.all(urls.map((at) => replay(at, proof(at), since)))).toEqual(urls.map(() => [401, 401, 401]));
    const heard = [...listeners, ...again].flatMap((listener) => listener.heard).join("");
    expect(heard).not.toContain(message.body);
    expect(again.flatMap((listener) => listener.heard).join("")).not.toContain(`Heard before ${name}.`);
  });
});

describe("what waits for its turn", () => {
  it("is not done when what had proved its sender has ended meanwhile", async () => {
    const { id, browser } = await comeIn("hasty");
    const { pool } = server.node.app.db;
    const socket = await openSocket(url, browser, "websocket");
    const { message } = await say("With a past.");
    const holder = await pool.connect();
    await holder.query("BEGIN; LOCK TABLE message_edit");
    for (let inHand = 0; inHand < IN_HAND; inHand++) {
      socket.emit("message.listEdits", { messageId: message.id }, () => undefined);
    }
    socket.emit("message.send", { id: newId(), roomId: generalId, body: "Said by nobody." }, () => undefined);
    const held = "SELECT FROM pg_locks WHERE relation = 'message_edit'::regclass AND NOT granted";
    await expect.poll(async () => (await holder.query(held)).rowCount).toBe(IN_HAND);

    const ended = new Promise((resolve) => socket.once("disconnect", resolve));
    await operate("user", "set-password", "--username", "hasty", "--password", "-");
    await ended;
    await holder.query("ROLLBACK");
    holder.release();
    await server.node.app.turns.take(id);
    server.node.app.turns.leave(id);
    await say("Said since.");
    const { messages } = await people.aiko.must("message.list", { roomId: generalId });
    expect(messages.at(-1)?.body).toBe("Said since.");
    expect(messages.map(({ body }) => body)).not.toContain("Said by nobody.");
  });

  it.each([
    ["snapshot", () => "/v1/snapshot"],
    ["page", () => `/lite/rooms/${generalId}?view=plain`],
    ["renewal", () => "/api/auth/get-session"],
  ])("is not told either: a %s", async (what, path) => {
    const name = `patient${what}`;
    const { id, browser } = await comeIn(name);
    const { turns } = server.node.app;
    for (let inHand = 0; inHand < IN_HAND; inHand++) expect(turns.take(id)).toBeNull();
    const asked = vi.spyOn(turns, "run");
    const answer = browser.send(path());
    await expect.poll(() => asked.mock.calls.map(([key]) => key)).toContain(id);
    asked.mockRestore();
    await operate("user", "set-password", "--username", name, "--password", "-");
    await server.node.app.tail.catchUp();
    for (let inHand = 0; inHand < IN_HAND; inHand++) turns.leave(id);
    expect((await answer).status).toBe(401);
  });
});

/** The answers to what once proved somebody: to a stream that resumes, a snapshot and a command. */
async function replay(at: string, proof: Proof, since: string): Promise<number[]> {
  const stream = { headers: { ...proof, accept: "text/event-stream", "last-event-id": since } };
  const command = { method: "POST", body: "{}", headers: { ...proof, "content-type": "application/json" } };
  const answers = [
    await fetch(`${at}/v1/events`, stream),
    await fetch(`${at}/v1/snapshot`, { headers: proof }),
    await fetch(`${at}/v1/commands/session.list`, command),
  ];
  return answers.map(({ status }) => status);
}

describe("what was opened stays, and may no longer do what the person may not", () => {
  it("by user.setRole to guest, and by member.setRole, on every node", async () => {
    const { id: userId, browser } = await comeIn("lowered");
    const roomId = newId();
    await people.aiko.must("room.create", { id: roomId, kind: "private", name: "Study" });
    await people.aiko.must("member.add", { roomId, userId });
    await people.aiko.must("member.setRole", { roomId, userId, role: "admin" });
    const sockets = await Promise.all(
      urls.flatMap((at) => [openSocket(at, browser, "websocket"), openSocket(at, browser, "polling")]),
    );
    const ask = () => Promise.all(sockets.map((socket) => askAsBefore(socket, roomId)));
    expect(await ask()).toEqual(sockets.map(() => ["ok", "ok", "ok"]));

    await people.aiko.must("member.setRole", { roomId, userId, role: "member" });
    await expect.poll(ask).toEqual(sockets.map(() => ["FORBIDDEN", "ok", "ok"]));
    await people.aiko.must("user.setRole", { userId, role: "guest" });
    await expect.poll(ask).toEqual(sockets.map(() => ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]));
    expect(sockets.map(({ connected }) => connected)).toEqual(sockets.map(() => true));
    for (const socket of sockets) socket.disconnect();
  });
});

function openSocket(at: string, browser: Browser, transport: "websocket" | "polling"): Promise<Socket> {
  const extraHeaders = cookieOf(browser, at);
  const socket = io(at, { transports: [transport], forceNew: true, reconnection: false, extraHeaders });
  return new Promise((resolve, reject) => socket.once("hello", () => resolve(socket)).once("connect_error", reject));
}

/** How what takes an admin of the room, and what takes a member of the workspace, is answered. */
async function askAsBefore(socket: Socket, roomId: Id): Promise<string[]> {
  const ask = async <Name extends CommandName>(name: Name, input: CommandInput<Name>) => {
    const result: Result<unknown> = await socket.timeout(ANSWER_MS).emitWithAck(name, input);
    return result.ok ? "ok" : result.error.code;
  };
  return [
    await ask("room.update", { roomId, topic: newId() }),
    await ask("room.create", { id: newId(), kind: "private", name: "Mine" }),
    await ask("room.list", {}),
  ];
}
