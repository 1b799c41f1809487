import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { type EventPage, type Failure, limits, newId, type Result } from "@hiroba/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPlaces } from "./places.ts";
import { type Cast, createCast, createPerson, type Person } from "./testing/cast.ts";
import { connect, must, readEvents, type TestSocket, toAuthorization } from "./testing/device.ts";
import { startTestServer, type TestServer } from "./testing/node.ts";

/* How many connections of one person a node holds: here three. */

const PLACES = 3;
let server: TestServer;
let url: string;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer({}, { createPlaces: () => createPlaces(PLACES) });
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const refusal = { code: "RATE_LIMITED", details: { retryAfter: expect.any(Number) } };

function countOpen(userId = cast.ben.id): number {
  return [...server.node.app.hub.connectionsOf(userId)].length;
}

type Open = { close(): void };

async function ask(path: string, accept: string): Promise<Response & Open> {
  const aborting = new AbortController();
  const headers = { ...toAuthorization(cast.ben), accept };
  const response = await fetch(url + path, { headers, signal: aborting.signal });
  return Object.assign(response, { close: () => aborting.abort() });
}

/** A request that waits at the server until there is news. */
async function startLongPoll(): Promise<Open> {
  const before = countOpen();
  const { cursor } = await readEvents(url, cast.ben);
  const aborting = new AbortController();
  const headers = toAuthorization(cast.ben);
  fetch(`${url}/v1/events?since=${cursor}&wait=30`, { headers, signal: aborting.signal }).catch(() => undefined);
  await expect.poll(countOpen).toBe(before + 1);
  return { close: () => aborting.abort() };
}

const kinds: Record<string, () => Promise<Open>> = {
  websocket: () => connect(url, cast.ben),
  polling: () => connect(url, cast.ben, { transport: "polling" }),
  sse: () => ask("/v1/events", "text/event-stream"),
  longPoll: startLongPoll,
  lite: () => ask(`/lite/rooms/${cast.generalId}/stream`, "text/html"),
};

/** That Ben gets no further place, by any way, and everything that needs none. */
async function isFull(): Promise<void> {
  const { cursor } = await readEvents(url, cast.ben);
  for (const transport of ["websocket", "polling"] as const) {
    await expect(connect(url, cast.ben, { transport })).rejects.toMatchObject({ failure: refusal });
  }
  for (const [path, accept] of [
    ["/v1/events", "text/event-stream"],
    [`/v1/events?since=${cursor}&wait=30`, "application/json"],
  ] as const) {
    const response = await ask(path, accept);
    expect([response.status, Number(response.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
    expect(((await response.json()) as { error: Failure }).error).toMatchObject(refusal);
  }
  expect((await ask(`/lite/rooms/${cast.generalId}/stream`, "text/html")).status).toBe(429);
  await must(url, cast.ben, "message.send", { id: newId(), roomId: cast.generalId, body: "I may still speak." });
}

it.each(Object.keys(kinds))("%s takes a place, and gives it back when it closes", async (kind) => {
  await expect.poll(countOpen).toBe(0);
  const [first, second] = [await connect(url, cast.ben), await connect(url, cast.ben)];
  const third = await kinds[kind]?.();
  // A message ends a long poll, so that only the others may hear one while they are counted.
  if (kind === "longPoll") await expect(connect(url, cast.ben)).rejects.toMatchObject({ failure: refusal });
  else await isFull();
  const other = await connect(url, cast.dee);
  third?.close();
  await expect.poll(countOpen).toBe(2);
  const instead = await connect(url, cast.ben);
  const { message } = await must(url, cast.aiko, "message.send", {
    id: newId(),
    roomId: cast.generalId,
    body: `To all after ${kind}.`,
  });
  for (const one of [first, second, instead, other]) {
    await one.hears(({ seq }) => seq === message.seq);
    one.close();
  }
});

it("of many that come at once as many get in as there are places", async () => {
  await expect.poll(countOpen).toBe(0);
  const knocks = Array.from({ length: 30 }, () => connect(url, cast.ben).catch((error) => error.failure as Failure));
  const answers = await Promise.all(knocks);
  const isIn = (answer: TestSocket | Failure): answer is TestSocket => "socket" in answer;
  const inside = answers.filter(isIn);
  expect(inside).toHaveLength(PLACES);
  for (const answer of answers) if (!isIn(answer)) expect(answer).toMatchObject(refusal);
  for (const { close } of inside) close();
});

it("who goes away while being let in leaves no place taken", async () => {
  await expect.poll(countOpen).toBe(0);
  const paths = ["/v1/events", "/v1/events?wait=30", `/lite/rooms/${cast.generalId}/stream`];
  for (const path of [...paths, ...paths, ...paths, ...paths]) {
    const tcp = await knock({ path, accept: "text/event-stream", person: cast.ben });
    tcp.resetAndDestroy();
    await once(tcp, "close");
  }
  await expect.poll(countOpen).toBe(0);
  const sockets = await Promise.all(Array.from({ length: PLACES }, () => connect(url, cast.ben)));
  for (const { close } of sockets) close();
});

it("nor does who goes away while it is asked who they are, before their long poll waits", async () => {
  const { db, hub } = server.node.app;
  const passer = await createPerson(server.node.app, "passer");
  const holder = await db.pool.connect();
  await holder.query("BEGIN; LOCK TABLE access_token");
  const tcp = await knock({ path: "/v1/events?wait=30", accept: "application/json", person: passer });
  const held = "SELECT FROM pg_locks WHERE relation = 'access_token'::regclass AND NOT granted";
  await expect.poll(async () => (await holder.query(held)).rowCount).toBe(1);
  tcp.resetAndDestroy();
  await fetch(`${url}/health`);
  await holder.query("ROLLBACK");
  holder.release();
  await readEvents(url, passer);
  expect([...hub.connectionsOf(passer.id)]).toEqual([]);
});

const toStream = (): Knock => ({ path: "/v1/events", accept: "text/event-stream", person: cast.ben });

it.each([
  ["a stream", "/v1/events", "text/event-stream"],
  ["a page without end", "/lite", "text/html"],
  ["a long poll", "/v1/events?wait=30", "application/json"],
])("%s behind a stream on its connection leaves no place taken when that closes", async (_, asked, accept) => {
  await expect.poll(countOpen).toBe(0);
  const path = asked === "/lite" ? `/lite/rooms/${cast.generalId}/stream` : asked;
  const behind = { path, accept, person: cast.ben };
  const tcp = await knock(toStream(), behind, behind);
  await once(tcp, "data");
  // All three came in one piece; by then who sent them is known.
  await readEvents(url, cast.ben);
  tcp.destroy();
  await expect.poll(countOpen).toBe(0);
  const sockets = await Promise.all(Array.from({ length: PLACES }, () => connect(url, cast.ben)));
  for (const { close } of sockets) close();
});

it("a stream is refused behind an answer that is still to come, and opens on the same connection after it", async () => {
  await expect.poll(countOpen).toBe(0);
  const tcp = await knock({ ...toStream(), path: "/v1/events?wait=0.2", accept: "application/json" }, toStream());
  const answers = tcp.setEncoding("utf8")[Symbol.asyncIterator]();
  const read = async (pattern: RegExp) => {
    let text = "";
    while (!pattern.test(text)) text += (await answers.next()).value;
    return text;
  };
  expect(await read(/UNAVAILABLE/u)).toMatch(/^HTTP\/1\.1 200 .*HTTP\/1\.1 503 /su);
  tcp.write(toRequest(toStream()));
  expect(await read(/event: hello/u)).toContain("HTTP/1.1 200 ");
  tcp.destroy();
});

type Knock = { path: string; accept: string; person: Person };

/** Asks, one thing right after the other, and waits for no answer. */
function knock(...knocks: Knock[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const tcp = connectTcp(Number(port), hostname);
  tcp.on("error", () => undefined);
  return new Promise((resolve) => tcp.write(knocks.map(toRequest).join(""), () => resolve(tcp)));
}

function toRequest({ path, accept, person }: Knock): string {
  const head = `Host: ${new URL(url).host}\r\nAuthorization: Bearer ${person.token}\r\nAccept: ${accept}\r\n`;
  return `GET ${path} HTTP/1.1\r\n${head}\r\n`;
}

it("who leaves Socket.IO and keeps its connection loses that with the place", async () => {
  const headers = { ...toAuthorization(cast.ben), "content-type": "text/plain" };
  const poll = async (sid = "", body?: string) => {
    const path = `/socket.io/?EIO=4&transport=polling${sid && `&sid=${sid}`}`;
    const response = await fetch(url + path, { headers, ...(body !== undefined && { method: "POST", body }) });
    return { status: response.status, text: await response.text() };
  };
  await expect.poll(countOpen).toBe(0);
  const { sid } = JSON.parse((await poll()).text.slice(1)) as { sid: string };
  await poll(sid, "40");
  expect((await poll(sid)).text).toMatch(/^40/u);
  await expect.poll(countOpen).toBe(1);
  await poll(sid, "41");
  await expect.poll(countOpen).toBe(0);
  expect((await poll(sid, "40")).status).toBe(400);
});

it("each node counts for itself, and what needs no place is never refused for want of one", async () => {
  await expect.poll(countOpen).toBe(0);
  const sockets = await Promise.all(Array.from({ length: PLACES }, () => connect(url, cast.ben)));
  const second = await server.addNode();
  const there = await connect(second.url, cast.ben);
  const short = await fetch(`${url}/v1/events`, { headers: toAuthorization(cast.ben) });
  expect(((await short.json()) as EventPage).cursor).toBe(there.hello.cursor);
  const result = await sockets[0]?.socket.emitWithAck("room.list", {});
  expect((result as Result<unknown>).ok).toBe(true);
  for (const { close } of [...sockets, there]) close();
});

it("a person may have a connection for each session", () => {
  expect(limits.connectionsPerUser).toBeGreaterThanOrEqual(limits.sessionsPerUser);
});
