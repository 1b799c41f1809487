import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createHttp, toBase } from "./http.ts";
import type { Traffic } from "./link.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on the loopback interface that answers as told, and the client's HTTP side of it. */
async function open(listener: RequestListener, token?: string) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const traffic: Traffic = { bytesIn: 0, bytesOut: 0, requests: 0 };
  const count = (more: Partial<Traffic>) => {
    for (const name of ["bytesIn", "bytesOut", "requests"] as const) traffic[name] += more[name] ?? 0;
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { http: createHttp({ url, token, count }), traffic };
}

const hangOn = new AbortController().signal;

test("a command goes with its token and comes back with its answer; payloads are counted", async () => {
  const answer = JSON.stringify({ ok: true, data: { seq: 4 } });
  const { http, traffic } = await open(async (request, response) => {
    expect(request.url).toBe("/v1/commands/read.mark");
    expect(request.headers).toMatchObject({ authorization: "Bearer secret", "x-hiroba-client": "1" });
    let body = "";
    for await (const chunk of request) body += chunk;
    expect(JSON.parse(body)).toEqual({ roomId: "広場" });
    response.end(answer);
  }, "secret");
  expect(await http.command("read.mark", { roomId: "広場" }, 1_000)).toEqual({ ok: true, data: { seq: 4 } });
  expect(traffic).toEqual({ requests: 1, bytesIn: answer.length, bytesOut: 19 });
});

test("once it is known whom requests are for they say so, but for the one that asks who that is", async () => {
  const asked: unknown[] = [];
  const { http } = await open((request, response) => {
    asked.push(request.headers["x-hiroba-user"]);
    response.end("{}");
  });
  const ask = async () => {
    const query = { since: null, limit: null, waitSeconds: 0, presence: undefined };
    await http.events({ ...query, hello: true }, hangOn, () => {});
    await http.events({ ...query, hello: false }, hangOn, () => {});
    await http.command("room.list", {}, 1_000);
    await http.snapshot([], hangOn);
  };
  await ask();
  http.speakFor("aiko");
  await ask();
  expect(asked).toEqual([undefined, undefined, undefined, undefined, undefined, "aiko", "aiko", "aiko"]);
});

test("the server's refusal is passed on as it is", async () => {
  const error = { code: "RATE_LIMITED", message: "Slow down", details: { retryAfter: 3 }, requestId: "r" };
  const { http } = await open((_request, response) => {
    response.writeHead(429).end(JSON.stringify({ ok: false, error }));
  });
  const query = { since: null, limit: null, waitSeconds: 0, hello: true, presence: undefined };
  expect(await http.events(query, hangOn, () => {})).toEqual({ ok: false, error });
});

test.each([
  [502, "<h1>Bad gateway</h1>", "foreign"],
  [200, "<h1>Sign in to this Wi-Fi</h1>", "foreign"],
  [401, "{}", "foreign"],
  [403, "<h1>Blocked</h1>", "turnedAway"],
  [413, "<h1>Too large</h1>", "turnedAway"],
  [200, "{}", "foreign"],
  [200, "null", "foreign"],
  [200, '{"ok":true}', "foreign"],
  [200, '{"ok":false,"error":"sign in"}', "foreign"],
])("an answer that is not ours (%d, %s) is none", async (status, body, reason) => {
  const { http } = await open((_request, response) => {
    response.writeHead(status).end(body);
  });
  const result = await http.command("room.list", {}, 1_000);
  expect(result).toMatchObject({ ok: false, error: { code: "UNAVAILABLE", details: { reason } } });
});

test.each(["{}", "null", '{"ok":true}', '{"state":null,"cursor":"a-1"}'])(
  "a snapshot that is not ours (200, %s) is none",
  async (body) => {
    const { http } = await open((_request, response) => response.end(body));
    const result = await http.snapshot([], hangOn);
    expect(result).toMatchObject({ ok: false, error: { code: "UNAVAILABLE", details: { reason: "foreign" } } });
  },
);

test("silence ends a request, slowness does not", async () => {
  const { http } = await open((request, response) => {
    if (request.url === "/v1/commands/room.list") return;
    const pieces = ['{"ok":', "true,", '"data"', ":", '{"seq"', ":", "4}", "}"];
    const timer = setInterval(() => {
      const piece = pieces.shift();
      if (piece) return response.write(piece);
      clearInterval(timer);
      response.end();
    }, 200);
  });
  const silent = http.command("room.list", {}, 1_000);
  const slow = http.command("room.join", {}, 1_000);
  expect(await silent).toMatchObject({ ok: false, error: { details: { reason: "timeout" } } });
  expect(await slow).toEqual({ ok: true, data: { seq: 4 } });
});

test("nobody there, and hanging up, are failures too, never exceptions", async () => {
  const { http } = await open((_request, response) => response.destroy());
  expect(await http.isReachable()).toBe(false);
  expect(await http.command("room.list", {}, 500)).toMatchObject({ ok: false, error: { code: "UNAVAILABLE" } });
  const abort = new AbortController();
  const asking = http.snapshot([], abort.signal);
  abort.abort();
  expect(await asking).toMatchObject({ ok: false, error: { details: { reason: "closed" } } });
});

test("a server below a path is addressed below it", () => {
  expect(new URL("v1/events", toBase("https://example.org")).href).toBe("https://example.org/v1/events");
  expect(new URL("v1/events", toBase("https://example.org/chat")).href).toBe("https://example.org/chat/v1/events");
});
