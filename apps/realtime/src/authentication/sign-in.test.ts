import { type IncomingMessage, request } from "node:http";
import type { Result } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { openBrowser, refusalOf } from "./testing/browser.ts";
import { moveIn, type People, password } from "./testing/people.ts";

let server: TestServer;
let people: People;
beforeAll(async () => {
  server = await startTestServer({ HIROBA_TRUSTED_PROXIES: "1" });
  people = await moveIn(server.url);
});
afterAll(() => server.close());

const wrong = { code: "UNAUTHENTICATED", details: { reason: "wrongCredentials" } };

/** Signs in from an address of its own, so that tests do not use up each other's allowance. */
let network = 0;
const signInFrom = (address: string, username: unknown, typed: unknown, headers: Record<string, string> = {}) =>
  openBrowser(server.url).send("/api/auth/sign-in/username", {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, "x-forwarded-for": address, ...headers },
    body: JSON.stringify({ username, password: typed }),
  });
/** Leaves an address no allowance for a name, as ten wrong passwords do, without the work of hashing them. */
const useUp = async (username: string, addresses: string[]) => {
  const { attempts } = server.node.app.authentication;
  for (let index = 0; index < 10; index++) await attempts.begin(username, addresses[index % addresses.length] ?? "");
};
const newAddress = () => `203.0.113.${++network}`;

test("the right password signs in, and only the cookie carries the session", async () => {
  const browser = openBrowser(server.url);
  const result = await browser.signIn("Ben", password);
  expect(result).toEqual({ ok: true, data: { userId: people.ids.ben } });
  const [cookie = "", ...others] = browser.setCookies;
  expect(others).toEqual([]);
  expect(cookie).toMatch(/^hiroba_session=[^;]+; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);
  expect((await browser.must("session.list", {})).sessions.filter(({ current }) => current)).toHaveLength(1);
});

test("whatever is wrong, the answer is the same", async () => {
  const { user } = await people.aiko.must("user.setDeactivated", { userId: people.ids.ben, deactivated: true });
  expect(user.deactivated).toBe(true);
  const cases = [
    ["aiko", "wrong password"],
    ["aiko", `${password} `],
    ["aiko", password.toUpperCase()],
    ["aiko", ""],
    ["nobody", password],
    ["ben", password],
    ["ben", "wrong password"],
    ["dee", password],
    ["dee", ""],
    ["not a username!", password],
    ["", password],
    ["room", password],
  ] as const;
  const answers = await Promise.all(
    cases.map(async ([username, typed]) => {
      const response = await signInFrom(newAddress(), username, typed);
      const { ok, error } = await response.json();
      expect(response.headers.getSetCookie()).toEqual([]);
      return JSON.stringify([response.status, ok, { ...error, requestId: "" }]);
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain(JSON.stringify(wrong.details));
  await people.aiko.must("user.setDeactivated", { userId: people.ids.ben, deactivated: false });
});

test("whatever is wrong, it takes the same work", async () => {
  // Processor time rather than the clock: the server runs in this process, and the machine has other things to do.
  const work = async (username: string) => {
    const start = process.cpuUsage();
    await (await signInFrom(newAddress(), username, "wrong password")).text();
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  const known = await work("aiko");
  for (const username of ["nobody", "dee", "not a username!"]) {
    const other = await work(username);
    expect(other).toBeGreaterThan(known / 2);
    expect(other).toBeLessThan(known * 2);
  }
});

test.each([
  [{ username: "aiko" }],
  [{ username: "aiko", password: { $ne: null } }],
  [{ username: { equals: "aiko" }, password }],
  [{ username: ["aiko"], password }],
  [{ username: "aiko", password, rememberMe: false, role: "owner" }],
  [{ username: "aiko", password: null }],
  [[]],
  ["aiko"],
])("a body of the wrong shape is refused: %j", async (body) => {
  const browser = openBrowser(server.url);
  const response = await browser.send("/api/auth/sign-in/username", {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, "x-forwarded-for": newAddress() },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(400);
  expect((await response.json()).error).toMatchObject({ code: "INVALID_INPUT" });
  expect(browser.cookie).toBeNull();
});

test.each([
  ["application/x-www-form-urlencoded", `username=aiko&password=${encodeURIComponent(password)}`],
  ["text/plain", JSON.stringify({ username: "aiko", password })],
  ["application/json", "{"],
  ["application/json", "x".repeat(10_000)],
])("what a form of another site could send is refused: %s", async (type, body) => {
  const browser = openBrowser(server.url);
  const headers = { "content-type": type, "x-forwarded-for": newAddress() };
  const response = await browser.send("/api/auth/sign-in/username", { method: "POST", headers, body });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect(browser.cookie).toBeNull();
});

test.each([
  [{ origin: "https://evil.example" }],
  [{ origin: "null" }],
  [{ origin: "" }],
  [{ origin: "http://127.0.0.1.evil.example" }],
  [{ origin: "http://127.0.0.1" }],
  [{ "sec-fetch-site": "cross-site" }],
])("a sign-in from another site is refused: %j", async (headers) => {
  const response = await signInFrom(newAddress(), "aiko", password, headers);
  expect(response.status).toBe(403);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect((await response.json()).error).toMatchObject({ code: "FORBIDDEN", details: { reason: "origin" } });
});

test.each([
  [{}],
  [{ "sec-fetch-mode": "cors" }],
  [{ "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin", "sec-fetch-dest": "empty" }],
  [{ cookie: "hiroba.session_token=another" }],
])("a program signs in without saying where it comes from: %j", async (headers: Record<string, string>) => {
  const response = await openBrowser(server.url).send("/api/auth/sign-in/username", {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": newAddress(), ...headers },
    body: JSON.stringify({ username: "aiko", password }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie()).toHaveLength(1);
});

test("guessing is stopped, with when to come again, and other addresses are not locked out", async () => {
  const address = newAddress();
  for (let index = 0; index < 10; index++) {
    expect((await signInFrom(address, "aiko", "wrong password")).status).toBe(401);
  }
  const stopped = await signInFrom(address, "aiko", password);
  expect(stopped.status).toBe(429);
  expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refusalOf(await stopped.json())).toMatchObject({
    code: "RATE_LIMITED",
    details: { retryAfter: expect.any(Number) },
  });
  expect((await signInFrom(address, "AIKO", password)).status).toBe(429);
  expect((await signInFrom(newAddress(), "aiko", password)).status).toBe(200);
});

test("no spelling of the path leads around the count, or to anything else", async () => {
  const address = newAddress();
  await useUp("aiko", [address]);
  const paths = [
    "//api/auth/sign-in/username",
    "/api/auth//sign-in/username",
    "/api//auth/sign-in/username",
    "/api/auth/sign-in/username/",
    "/api/auth/sign-in//username",
    "/API/auth/sign-in/username",
    "/api/auth/Sign-In/username",
    "/api/auth/sign-in%2fusername",
    "/api/auth/./sign-in/username",
    "/api/auth/sign-in/username?x=1",
    "/api/auth/sign-in/%75sername",
  ];
  for (const path of paths) {
    const browser = openBrowser(server.url);
    const response = await browser.send(path, {
      method: "POST",
      headers: { "content-type": "application/json", origin: server.url, "x-forwarded-for": address },
      body: JSON.stringify({ username: "aiko", password }),
    });
    expect([path, [404, 429].includes(response.status)]).toEqual([path, true]);
    expect(browser.cookie).toBeNull();
  }
});

test("no Host leads to anything else, or to an error", async () => {
  const origin = "https://chat.example";
  const node = await server.addNode({ HIROBA_URL: origin });
  const ask = (host: string, cookie: string, input: unknown) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host, origin, cookie, "content-type": "application/json", "x-forwarded-for": newAddress() };
      const asking = request(`${node.url}/api/auth/sign-in/username`, { method: "POST", headers });
      asking.on("response", resolve).on("error", reject).end(JSON.stringify(input));
    });
  const signedIn = await ask("chat.example", "", { username: "ben", password });
  expect(signedIn.statusCode).toBe(200);
  const [cookie = ""] = signedIn.headers["set-cookie"] ?? [];
  const { rows: before } = await server.node.app.db.pool.query('SELECT * FROM "user" ORDER BY id');
  const hosts = ["update-user", "sign-out", "revoke-sessions"].map((name) => `chat.example/api/auth/${name}?`);
  for (const host of [...hosts, "two names", "[::1", "%", "chat.example:99999", ""]) {
    const { statusCode } = await ask(host, cookie.split(";")[0] ?? "", { name: "\u202eBen" });
    expect([host, statusCode]).toEqual([host, 400]);
  }
  expect((await server.node.app.db.pool.query('SELECT * FROM "user" ORDER BY id')).rows).toEqual(before);
});

test("the addresses of one IPv6 network count as one", async () => {
  await useUp("aiko", ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff:ffff:ffff:ffff"]);
  expect((await signInFrom("2001:db8:1:2:3:4:5:6", "aiko", password)).status).toBe(429);
  expect((await signInFrom("2001:db8:1:3::1", "aiko", password)).status).toBe(200);
});

test("an address that a client makes up does not count", async () => {
  const address = newAddress();
  await useUp("aiko", [address]);
  const made = { "x-hiroba-address": "192.0.2.1", forwarded: "for=192.0.2.1", "x-real-ip": "192.0.2.1" };
  expect((await signInFrom(`192.0.2.1, ${address}`, "aiko", password, made)).status).toBe(429);
});

test.each([
  "sign-up/email",
  "sign-in/email",
  "sign-out",
  "update-user",
  "change-password",
  "set-password",
  "change-email",
  "delete-user",
  "list-sessions",
  "revoke-session",
  "revoke-sessions",
  "revoke-other-sessions",
  "update-session",
  "is-username-available",
  "request-password-reset",
  "verify-email",
  "list-accounts",
  "ok",
  "error",
  "",
])("better-auth's own /%s is not there", async (path) => {
  for (const method of ["GET", "POST"]) {
    const response = await people.aiko.send(`/api/auth/${path}`, {
      method,
      headers: { "content-type": "application/json", origin: server.url },
      ...(method === "POST" ? { body: "{}" } : {}),
    });
    expect(response.status).toBe(404);
  }
});

test("signing in again in the same browser ends the session that it had", async () => {
  const browser = openBrowser(server.url);
  await browser.signIn("aiko", password);
  const before = await browser.must("session.list", {});
  await browser.signIn("aiko", password);
  const after = await browser.must("session.list", {});
  expect(after.sessions).toHaveLength(before.sessions.length);
  expect(after.sessions.find(({ current }) => current)?.id).not.toBe(
    before.sessions.find(({ current }) => current)?.id,
  );
});

test("while the database is away signing in is unavailable, and costs none of the tries of who types the right password", async () => {
  const { pool } = server.node.app.db;
  const address = newAddress();
  const holder = await pool.connect();
  try {
    await holder.query("BEGIN; LOCK TABLE account");
    let open = 12;
    const answers = Array.from({ length: open }, async () => {
      const answer = await signInFrom(address, "aiko", password);
      open--;
      return (await answer.json()) as Result<unknown>;
    });
    const breakLines = () =>
      holder.query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'account'::regclass AND NOT granted",
      );
    await expect.poll(async () => (await breakLines()) && open).toBe(0);
    const failures = (await Promise.all(answers)).map(refusalOf);
    // Two more than may be tried at once.
    expect(failures.filter(({ code }) => code === "RATE_LIMITED")).toHaveLength(2);
    expect(failures.filter(({ code, details }) => code === "UNAVAILABLE" && details.retryAfter === 1)).toHaveLength(10);
  } finally {
    holder.release(true);
  }
  expect((await signInFrom(address, "aiko", password)).status).toBe(200);
});

test("what fails unexpectedly is in the server's log alone, and costs nothing", async () => {
  const address = newAddress();
  const { log } = server.node.app;
  const print = vi.spyOn(console, "error");
  const write = vi.spyOn(log, "write").mockRejectedValue(new Error("Something of the person."));
  for (let index = 0; index < 11; index++) {
    const answer = await signInFrom(address, "aiko", password);
    expect(answer.status).toBe(500);
    expect(refusalOf(await answer.json())).toEqual({ code: "INTERNAL", details: {} });
  }
  expect(print).not.toHaveBeenCalled();
  write.mockRestore();
  print.mockRestore();
  expect((await signInFrom(address, "aiko", password)).status).toBe(200);
});
