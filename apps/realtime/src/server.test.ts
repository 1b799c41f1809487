import { type AddressInfo, createServer, connect as dial } from "node:net";
import { newId } from "@hiroba/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cast, createCast } from "./testing/cast.ts";
import { call, connect, toAuthorization } from "./testing/device.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";

let server: TestServer;
let cast: Cast;

beforeEach(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterEach(() => server.close());

/** Opens a TCP connection, says something and never answers again. */
async function sayAndHang(lines: readonly string[]): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = dial(Number(port), hostname).on("error", () => undefined);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
}

it("keeps a connection open for longer than proxies do, which would ask over one that is just being closed", async () => {
  const response = await fetch(`${server.url}/health`);
  await response.text();
  const [, seconds] = /timeout=(\d+)/u.exec(response.headers.get("keep-alive") ?? "") ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});

it("tells how it fares on its own machine only, and not through a proxy of whatever kind", async () => {
  const ask = async (headers: Record<string, string>) => (await fetch(`${server.url}/metrics`, { headers })).status;
  expect(await ask({})).toBe(200);
  expect(await ask({ "x-forwarded-for": "192.0.2.7" })).toBe(404);
  expect(await ask({ forwarded: "for=192.0.2.7" })).toBe(404);
  expect(await ask({ via: "1.1 proxy" })).toBe(404);
});

it("trims the log when it starts, or a node that is started often never would", async () => {
  const { pool } = server.node.app.db;
  await pool.query("UPDATE event SET at = now() - interval '40 days'");
  await server.addNode();
  await expect.poll(async () => (await pool.query("SELECT seq FROM event")).rowCount).toBe(0);
});

it("starts though the first lines to its database break", async () => {
  const { hostname, port } = new URL(server.databaseUrl);
  let broken = 0;
  const relay = createServer((near) => {
    if (broken++ < 3) return near.destroy();
    const far = dial(Number(port), hostname);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    return near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const database = new URL(server.databaseUrl);
  database.port = String((relay.address() as AddressInfo).port);
  const node = await server.addNode({ DATABASE_URL: database.href });
  expect((await fetch(`${node.url}/health`)).status).toBe(200);
  await node.close();
  relay.close();
});

describe("a node that is told to stop", () => {
  const patience = 5_000;

  it("stops, though streams come back as soon as they end", async () => {
    let isOver = false;
    const comeBack = async () => {
      while (!isOver) {
        const headers = { accept: "text/event-stream", ...toAuthorization(cast.ben) };
        const response = await fetch(`${server.url}/v1/events`, { headers }).catch(() => undefined);
        await response?.text().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const returning = Promise.all([comeBack(), comeBack(), comeBack()]);
    while ([...server.node.app.hub.all()].length < 3) await new Promise(setImmediate);
    const started = performance.now();
    await server.node.close();
    expect(performance.now() - started).toBeLessThan(patience);
    isOver = true;
    await returning;
  });

  it("stops, though somebody does not listen", async () => {
    const authorization = `authorization: Bearer ${cast.ben.token}`;
    await sayAndHang(["GET /v1/events HTTP/1.1", "host: x", "accept: text/event-stream", authorization]);
    await sayAndHang([
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
      "host: x",
      "connection: upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    ]);
    await sayAndHang(["GET /socket.io/?EIO=4&transport=polling HTTP/1.1", "host: x"]);
    const started = performance.now();
    await server.node.close();
    expect(performance.now() - started).toBeLessThan(patience);
  });

  it("answers what it has begun to write, and nothing is acknowledged that is not there", async () => {
    const ben = await connect(server.url, cast.ben);
    const ids = Array.from({ length: 50 }, () => newId());
    const sending = ids.map((id) => {
      const input = { id, roomId: cast.generalId, body: `m ${id}` };
      const answer = ben.socket.timeout(5_000).emitWithAck("message.send", input);
      return answer.then(({ ok }) => ok as boolean).catch(() => false);
    });
    const other = await server.addNode();
    await server.node.close();
    const answers = await Promise.all(sending);
    const stored = await call(other.url, cast.ben, "message.get", { messageIds: ids });
    const held = new Set(stored.ok ? stored.data.messages.map(({ id }) => id) : []);
    expect(ids.filter((id, index) => answers[index] && !held.has(id))).toEqual([]);
    ben.close();
  });
});
