import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbedded } from "@hiroba/prisma/embedded";
import { afterEach, expect, test } from "vitest";
import { openBrowser } from "../authentication/testing/browser.ts";
import { readHead } from "../log/head.ts";
import { connect, must } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { run } from "./run.ts";

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const hiroba = (args: string[], line = "") =>
  run(args, { databaseUrl: server?.databaseUrl, dataFolder: "/nowhere" }, { readLine: async () => line });

const json = async (args: string[], line = "") => {
  const { stdout, stderr, code } = await hiroba([...args, "--json"], line);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

test("an operator sets up, adds people and makes tokens while the server runs, and its devices hear of it", async () => {
  server = await startTestServer();
  const set = await json(
    ["workspace", "create", "--name", "The Square", "--owner", "Aiko", "--password", "-"],
    "correct horse",
  );
  expect(set).toMatchObject({ user: { username: "aiko", role: "owner" }, roomId: expect.any(String) });
  expect(set.password).toBeUndefined();
  const { secret, token } = await json(["token", "create", "--user", "aiko", "--name", "script"]);
  expect(token).toMatchObject({ name: "script", lastUsedAt: null });

  const aiko = await connect(server.url, { token: secret });
  const { user, password } = await json(["user", "create", "--name", "Ben Tanaka"]);
  await aiko.hears(({ event }) => event.type === "user.created" && event.user.id === user.id);
  await aiko.hears(({ event }) => event.type === "member.joined" && event.member.userId === user.id);
  aiko.close();
  expect(user).toMatchObject({ username: "ben.tanaka", name: "Ben Tanaka", role: "member" });
  expect((await openBrowser(server.url).signIn("ben.tanaka", password)).ok).toBe(true);

  await json(["user", "create", "--name", "愛子", "--role", "guest"]);
  const { users } = await json(["user", "list"]);
  expect(users.map((one: { username: string }) => one.username)).toEqual(["aiko", "ben.tanaka", "愛子"]);
  expect((await hiroba(["user", "list"])).stdout.split("\n")).toEqual([
    "USERNAME    ROLE    NAME",
    "aiko        owner   Aiko",
    "ben.tanaka  member  Ben Tanaka",
    "愛子        guest   愛子",
    "",
  ]);
});

test("a password set by the operator signs every device out", async () => {
  server = await startTestServer();
  await json(["workspace", "create", "--name", "The Square", "--owner", "Aiko", "--password", "correct horse"]);
  const browser = openBrowser(server.url);
  await browser.signIn("aiko", "correct horse");
  const { password } = await json(["user", "set-password", "--username", "aiko"]);
  await expect.poll(async () => (await browser.call("session.list", {})).ok, { timeout: 1_000 }).toBe(false);
  expect((await browser.signIn("aiko", "correct horse")).ok).toBe(false);
  expect((await browser.signIn("aiko", password)).ok).toBe(true);
});

test("a log that the operator renews has another epoch, and goes on where it stood", async () => {
  server = await startTestServer();
  await json(["workspace", "create", "--name", "The Square", "--owner", "Aiko"]);
  const { pool } = server.node.app.db;
  const before = await readHead(pool);
  // A node ends when it notices, and its supervisor starts it again.
  await server.node.app.tail.close();
  expect(await hiroba(["log", "renew"])).toMatchObject({ code: 0, stdout: expect.stringContaining("snapshot") });
  const after = await readHead(pool);
  expect(after.epoch).not.toBe(before.epoch);
  expect(after.seq).toBe(before.seq);
});

test("what is wrong is said in a line, with the exit code that tells a mistake from a refusal", async () => {
  server = await startTestServer();
  const outcome = async (...args: string[]) => {
    const { code, stdout, stderr } = await hiroba(args);
    expect(stdout).toBe("");
    return [code, stderr.split("\n")[0]];
  };
  expect(await outcome("user", "create", "--name", "Ben")).toEqual([
    1,
    "Set the workspace up first: workspace create.",
  ]);
  await hiroba(["workspace", "create", "--name", "The Square", "--owner", "Aiko"]);
  expect(await outcome("workspace", "create", "--name", "B", "--owner", "C")).toEqual([
    1,
    "The workspace is set up already.",
  ]);
  expect(await outcome("user", "create", "--name", "Ben", "--username", "aiko")).toEqual([
    1,
    "This username is taken.",
  ]);
  expect(await outcome("token", "create", "--user", "nobody", "--name", "x")).toEqual([
    1,
    'There is nobody called "nobody".',
  ]);
  await hiroba(["user", "create", "--name", "Dee", "--role", "guest"]);
  expect(await outcome("token", "create", "--user", "dee", "--name", "x")).toEqual([
    1,
    "You may not do this: token.create.",
  ]);
  expect(await outcome("user", "create")).toEqual([2, "--name is missing."]);
  expect(await outcome("user", "create", "--name", "Ben", "--role", "king")).toEqual([
    2,
    expect.stringContaining("--role"),
  ]);
  expect(await outcome("user", "create", "--name", "Ben", "--password", "short")).toEqual([
    2,
    expect.stringContaining("--password"),
  ]);
  expect(await outcome("user", "create", "--nmae", "Ben")).toEqual([2, expect.stringContaining("--nmae")]);
  expect(await outcome("user", "\u001b[2J")).toEqual([2, 'There is no command "user \\u001b[2J".']);
  expect(await outcome("constructor", "x")).toEqual([2, 'There is no command "constructor x".']);
  expect(await hiroba(["help"])).toMatchObject({ code: 0, stdout: expect.stringContaining("pnpm hiroba user create") });
});

test("names that would steer a terminal are shown, not obeyed", async () => {
  server = await startTestServer();
  await hiroba(["workspace", "create", "--name", "The Square", "--owner", "Aiko"]);
  // Not a name that can be chosen today; a database may hold older ones.
  await server.node.app.db.pool.query(`UPDATE "user" SET name = $1`, ["A\u001b[31mB\u009b2JC\u202eD\nE"]);
  for (const args of [
    ["user", "list"],
    ["user", "list", "--json"],
  ]) {
    const { stdout } = await hiroba(args);
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout).toMatch(/A\\u001b\[31mB/);
  }
  const { users } = await json(["user", "list"]);
  expect(users[0].name).toBe("A\u001b[31mB\u009b2JC\u202eD\nE");
});

test("an address where nothing listens is a refusal, without the password", async () => {
  const place = { databaseUrl: "postgresql://a:hidden@127.0.0.1:1/x", dataFolder: "/nowhere" };
  const { code, stderr } = await run(["user", "list"], place, { readLine: async () => "" });
  expect(code).toBe(1);
  expect(stderr).not.toContain("hidden");
  expect(stderr).toBe("PostgreSQL at 127.0.0.1:1/x cannot be used: nothing listens there\n");
});

test("the embedded database is used as it runs, or started for the time being", async () => {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "hiroba-cli-"));
  const terminal = { readLine: async () => "" };
  const place = { databaseUrl: undefined, dataFolder };
  try {
    const args = ["workspace", "create", "--name", "The Square", "--owner", "Aiko"];
    expect(await run(args, place, terminal)).toMatchObject({ code: 0 });
    const embedded = await startEmbedded({ dataFolder });
    try {
      expect(await run(["user", "list"], place, terminal)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("aiko"),
      });
    } finally {
      await embedded.stop();
    }
    expect(await run(["user", "list"], place, terminal)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("aiko"),
    });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}, 60_000);

test("a token made by the operator works at once", async () => {
  server = await startTestServer();
  await hiroba(["workspace", "create", "--name", "The Square", "--owner", "Aiko"]);
  const { secret } = await json(["token", "create", "--user", "aiko", "--name", "script"]);
  const { tokens } = await must(server.url, { token: secret }, "token.list", {});
  expect(tokens).toMatchObject([{ name: "script", lastUsedAt: expect.any(String) }]);
});
