import { request as httpRequest, type IncomingMessage } from "node:http";
import { type CommandName, commands, type Id, newId, type Result, type Snapshot } from "@hiroba/protocol";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moveIn, type People } from "../authentication/testing/people.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import {
  carriers,
  cookieOf,
  hearsAll,
  type Listener,
  listen,
  listenEverywhere,
  makeToken,
  type Proof,
  readCursor,
  tokenOf,
} from "./testing/listen.ts";
import { stopReading } from "./testing/stopped-reader.ts";
import { toFittingInput } from "./testing/wrong-inputs.ts";

/*
 * Who gets in, by every door, and that nobody stays in a room or comes back whose right to it has ended (L15): on two nodes
 * of one database, so that what is done on one must be known on the other. How sessions and tokens end: endings.test.ts.
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

function say(body: string, roomId = generalId) {
  return people.aiko.must("message.send", { id: newId(), roomId, body });
}

async function idOf(person: People["ben"]): Promise<Id> {
  const response = await fetch(`${url}/v1/snapshot`, { headers: cookieOf(person, url) });
  return ((await response.json()) as Snapshot).state.userId;
}

/** Knocks and says with which status it was answered; 101 where an upgrade was granted. */
function knock({ path, method = "GET", ...door }: Door, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + path, { method, headers: { ...door.headers, ...headers }, agent: false });
    const answer = (response: IncomingMessage) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    };
    request.on("response", answer).on("upgrade", answer).on("error", reject);
    request.end(method === "POST" ? "{}" : "");
  });
}

type Door = { path: string; method?: string; headers?: Record<string, string>; shut?: number; open?: number };

const upgrade = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
};
const httpDoors: Record<string, Door> = {
  command: { path: "/v1/commands/session.list", method: "POST", headers: { "content-type": "application/json" } },
  poll: { path: "/v1/events" },
  sse: { path: "/v1/events", headers: { accept: "text/event-stream" } },
  snapshot: { path: "/v1/snapshot" },
};
const socketDoors: Record<string, Door> = {
  polling: { path: "/socket.io/?EIO=4&transport=polling" },
  websocket: { path: "/socket.io/?EIO=4&transport=websocket", headers: upgrade, open: 101, shut: 400 },
};
const doors = Object.entries({ ...httpDoors, ...socketDoors });

describe.each(doors)("the door %s", (_, door) => {
  const client = { "x-hiroba-client": "1" };
  const site = (value: string) => ({ "sec-fetch-site": value });
  const open = door.open ?? 200;
  const shut = door.shut ?? 403;

  it("opens to a browser that shows it comes from our pages, and to a program with a token", async () => {
    const { cookie = "" } = cookieOf(people.ben, url);
    expect(await knock(door, { cookie, origin: url })).toBe(open);
    expect(await knock(door, { cookie, ...site("same-origin") })).toBe(open);
    expect(await knock(door, { cookie, ...client })).toBe(open);
    expect(await knock(door, (await tokenOf(people.ben)).proof)).toBe(open);
  });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["a sandbox", { origin: "null" }],
    ["another port", { origin: "http://127.0.0.1:1" }],
    ["a longer name", { origin: "http://127.0.0.1.evil.example" }],
    ["no address", { origin: "127.0.0.1" }],
    ["nowhere", {}],
    ["another site, by fetch metadata", site("cross-site")],
    ["a neighbour", site("same-site")],
    ["the address bar", site("none")],
    ["another site that claims to be our program", { origin: "https://evil.example", ...client }],
    ["another site that claims to be ours", { origin: "https://evil.example", ...site("same-origin") }],
    ["a sandbox that claims to be ours", { origin: "null", ...site("same-origin"), ...client }],
  ])("stays shut to a cookie from %s", async (_, headers: Record<string, string>) => {
    expect(await knock(door, { cookie: people.ben.cookie ?? "", ...headers })).toBe(shut);
  });

  it("stays shut to a token from another site", async () => {
    const { proof } = await tokenOf(people.ben);
    expect(await knock(door, { ...proof, origin: "https://evil.example" })).toBe(shut);
  });
});

it.each(Object.entries(httpDoors))("the door %s tells an outdated program so, and a stranger", async (_, door) => {
  expect(await knock(door, { ...cookieOf(people.ben, url), "x-hiroba-client": "0" })).toBe(426);
  expect(await knock(door, { origin: url })).toBe(401);
  expect(await knock(door, {})).toBe(401);
});

it.each(Object.entries(httpDoors))("the door %s refuses who comes for somebody else", async (_, door) => {
  const proof = cookieOf(people.ben, url);
  expect(await knock(door, { ...proof, "x-hiroba-user": await idOf(people.ben) })).toBe(200);
  expect(await knock(door, { ...proof, "x-hiroba-user": await idOf(people.aiko) })).toBe(401);
});

it.each([
  ["Text/Event-Stream", "text/event-stream"],
  ["text/event-stream;q=0.5, */*", "text/event-stream"],
  ["application/json, text/event-stream; q=0", "application/json"],
  ["text/event-streams", "application/json"],
])("who accepts %s gets %s", async (accept, type) => {
  const abort = new AbortController();
  const headers = { ...(await tokenOf(people.ben)).proof, accept };
  const response = await fetch(`${url}/v1/events`, { headers, signal: abort.signal });
  expect(response.headers.get("content-type")).toContain(type);
  abort.abort();
});

it("nobody asks for the head of events, which would be a stream or a wait that nobody hears", async () => {
  const { proof } = await tokenOf(people.ben);
  for (const door of [httpDoors.sse, { path: "/v1/events?wait=50" }]) {
    expect(await knock({ path: "", ...door, method: "HEAD" }, proof)).toBe(404);
  }
});

it.each(["polling", "websocket"] as const)("a handshake by %s tells so too", async (transport) => {
  const handshake = (extraHeaders: Proof, auth: Record<string, unknown>) => {
    const socket = io(url, { transports: [transport], forceNew: true, reconnection: false, extraHeaders, auth });
    return new Promise<string>((resolve) => {
      socket.once("hello", () => resolve("ok"));
      socket.once("connect_error", (error) => resolve((error as Error & { data: { code: string } }).data.code));
    }).finally(() => socket.disconnect());
  };
  const own = cookieOf(people.ben, url);
  expect(await handshake(own, { protocol: 1 })).toBe("ok");
  expect(await handshake(own, { protocol: 0 })).toBe("PROTOCOL_OUTDATED");
  expect(await handshake({ origin: url }, {})).toBe("UNAUTHENTICATED");
  expect(await handshake(own, { token: "hiroba_nonsense" })).toBe("UNAUTHENTICATED");
});

it("a polling session speaks only for the session that opened it, and only to our pages", async () => {
  const polling = "/socket.io/?EIO=4&transport=polling";
  const own = cookieOf(people.ben, url);
  const opened = await (await fetch(url + polling, { headers: own })).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const poll = { path: `${polling}&sid=${sid}` };
  const strangers = [
    {},
    { origin: url },
    cookieOf(people.dee, url),
    { cookie: `${own.cookie}x`, origin: url },
    { ...own, origin: "https://elsewhere.example" },
  ];
  for (const stranger of strangers) {
    expect(await knock(poll, stranger)).toBe(403);
    expect(await knock({ ...poll, method: "POST" }, stranger)).toBe(403);
    const path = poll.path.replace("polling", "websocket");
    await expect(knock({ path, headers: upgrade }, stranger)).rejects.toThrow("socket hang up");
  }
  // The page may set cookies of its own meanwhile: the language is one.
  const later = { ...own, cookie: `locale=ja; ${own.cookie}` };
  expect(await (await fetch(url + poll.path, { method: "POST", headers: later, body: "40" })).text()).toBe("ok");
  expect(await (await fetch(url + poll.path, { headers: own })).text()).toMatch(/^40\{"sid"/u);
});

it("a polling session that a token in a header opened speaks only for that token", async () => {
  const polling = `${url}/socket.io/?EIO=4&transport=polling`;
  const [{ proof: own }, { proof: other }] = [await tokenOf(people.ben), await tokenOf(people.ben)];
  const opened = await (await fetch(polling, { headers: own })).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const send = async (headers: Proof) => {
    const response = await fetch(`${polling}&sid=${sid}`, { method: "POST", headers, body: "40" });
    return response.status;
  };
  expect(await send({})).toBe(403);
  expect(await send(other)).toBe(403);
  expect(await send(cookieOf(people.ben, url))).toBe(403);
  expect(await send(own)).toBe(200);
});

describe("a room one was removed from", () => {
  const secret = "Only for those in the kitchen.";
  const later = "Said in the kitchen when Ben was gone.";
  let roomId: Id;
  let messageId: Id;
  let since: string;
  let listeners: Listener[];
  const proof = (at: string) => cookieOf(people.ben, at);

  beforeAll(async () => {
    roomId = newId();
    await people.aiko.must("room.create", { id: roomId, kind: "private", name: "Kitchen" });
    await people.aiko.must("member.add", { roomId, userId: people.ids.ben });
    since = await readCursor(url, proof(url));
    listeners = listenEverywhere(urls, proof, since);
    messageId = (await say(secret, roomId)).message.id;
    await hearsAll(listeners, secret);
    expect(await readEverything()).toEqual(Array(5).fill(expect.stringContaining(secret)));
    expect(await answerOf("member.list", { roomId })).toMatchObject({ status: 200 });
    await people.aiko.must("member.remove", { roomId, userId: people.ids.ben });
  });

  /** What can be read of the past, by each way there is: it held the secret while Ben was in the room. */
  async function readEverything(): Promise<string[]> {
    const stream = listen("sse", { url, proof: proof(url), since });
    await hearsAll([stream], "event: event");
    stream.close();
    const paths = [`/v1/events?since=${since}`, `/v1/snapshot?rooms=${roomId}`];
    const pages = await Promise.all(paths.map(async (path) => (await people.ben.send(path)).text()));
    const commands = [
      await people.ben.call("message.list", { roomId }),
      await people.ben.call("message.get", { messageIds: [messageId] }),
    ];
    return [stream.heard.join(""), ...pages, ...commands.map((result) => JSON.stringify(result))];
  }

  it("is heard no more on any transport or node, while the others are", async () => {
    const { message } = await say(later, roomId);
    expect(message.body).toBe(later);
    await say("Said to everybody when Ben was gone.");
    await hearsAll(listeners, "Said to everybody when Ben was gone.");
    for (const listener of listeners) listener.close();
    expect(listeners.map(({ heard }) => heard.join("").includes(later))).toEqual(listeners.map(() => false));
  });

  it("is not caught up with, whatever the cursor and the transport", async () => {
    const again = listenEverywhere(urls, proof, since);
    await hearsAll(again, "Said to everybody when Ben was gone.");
    for (const listener of again) listener.close();
    const heard = again.map((listener) => listener.heard.join(""));
    expect(heard.filter((text) => text.includes(secret) || text.includes(later))).toEqual([]);
    for (const at of urls) {
      const aborting = new AbortController();
      const headers = { ...proof(at), accept: "text/event-stream", "last-event-id": since };
      const response = await fetch(`${at}/v1/events`, { headers, signal: aborting.signal });
      const reader = response.body?.getReader();
      let text = "";
      while (!text.includes("when Ben was gone.")) text += Buffer.from((await reader?.read())?.value ?? []).toString();
      aborting.abort();
      expect(text).not.toContain("kitchen");
    }
  });

  it("is not read by any other way either", async () => {
    for (const text of await readEverything()) expect(text).not.toContain("kitchen");
  });

  const about = (Object.keys(commands) as CommandName[]).filter((name) =>
    Object.keys(toFittingInput(name)).some((field) => /^(roomId|messageIds?)$/u.test(field)),
  );

  it.each(about)("looks to %s like one that never was", async (name) => {
    const aim = (room: Id, message: Id) =>
      toFittingInput(name, { roomId: room, messageId: message, messageIds: [message] });
    const lost = await answerOf(name, aim(roomId, messageId));
    expect(lost).toEqual(await answerOf(name, aim(newId(), newId())));
    if (name !== "message.get") expect(lost).toMatchObject({ status: 404, error: { code: "NOT_FOUND" } });
  });

  it("looks to a snapshot like one that never was", async () => {
    const take = async (id: Id) => (await people.ben.send(`/v1/snapshot?rooms=${id}`)).json();
    const { state: lost } = (await take(roomId)) as { state: object };
    const { state: absent } = (await take(newId())) as { state: object };
    expect(lost).toEqual(absent);
  });

  /** What Ben is answered, but for what differs from request to request. */
  async function answerOf(name: CommandName, input: unknown): Promise<object> {
    const headers = { "content-type": "application/json", origin: url };
    const body = JSON.stringify(input);
    const response = await people.ben.send(`/v1/commands/${name}`, { method: "POST", headers, body });
    const result = (await response.json()) as Result<object>;
    if (result.ok) return { status: response.status, data: { ...result.data, seq: 0 } };
    return { status: response.status, error: { ...result.error, requestId: "" } };
  }
});

describe("a device that", () => {
  const connectionsOf = (userId: Id) => [...server.node.app.hub.connectionsOf(userId)].length;

  const toNumbers = ({ heard }: Listener) => new Set(heard.join("").match(/(?<=")#\d+\./gu));

  it.each(["websocket", "polling", "sse"] as const)(
    "does not read from %s is cut off, while another hears everything (L13)",
    async (carrier) => {
      const since = await readCursor(url, cookieOf(people.ben, url));
      const { id, secret } = await makeToken(people.ben);
      const isThere = () =>
        [...server.node.app.hub.connectionsOf(people.ids.ben)].some(({ tokenId }) => tokenId === id);
      const slow = await stopReading(carrier, { url, token: secret, since });
      await expect.poll(isThere).toBe(true);

      const other = listen("sse", { url, proof: cookieOf(people.dee, url), since });
      const sent: string[] = [];
      for (let round = 0; isThere() && round < 60; round++) {
        const numbers = Array.from({ length: 20 }, (_, index) => `#${round * 20 + index}.`);
        await Promise.all(numbers.map((number) => say(number + "広".repeat(9_000))));
        sent.push(...numbers);
      }
      expect(isThere()).toBe(false);
      await hearsAll([other], (await say("After the flood.")).message.body);
      other.close();
      expect(toNumbers(other)).toEqual(new Set(sent));

      slow.close();
      const back = listen("shortPoll", { url, proof: cookieOf(people.ben, url), since });
      await hearsAll([back], "After the flood.");
      back.close();
      expect(toNumbers(back)).toEqual(new Set(sent));
      await people.ben.must("token.revoke", { tokenId: id });
    },
  );

  it.each(carriers.filter((carrier) => carrier !== "shortPoll"))(
    "goes away from %s leaves nothing behind",
    async (carrier) => {
      const proof = cookieOf(people.dee, url);
      const since = await readCursor(url, proof);
      const count = () => [...server.node.app.hub.all()].length;
      await expect.poll(() => connectionsOf(people.ids.dee)).toBe(0);
      const before = count();
      const listeners = Array.from({ length: 20 }, () => listen(carrier, { url, proof, since }));
      await expect.poll(count).toBe(before + 20);
      for (const listener of listeners) listener.close();
      await expect.poll(count).toBe(before);
    },
  );
});

it("an event is the same characters on every transport (L11)", async () => {
  const proof = cookieOf(people.ben, url);
  const since = await readCursor(url, proof);
  const listeners = carriers.map((carrier) => listen(carrier, { url, proof, since }));
  const body = 'A "quote", a \\, </script>, \u2028, é, 🎉,\nand <b>広場</b>.';
  const { message } = await say(body);
  await hearsAll(listeners, message.id);
  for (const listener of listeners) listener.close();
  const events = listeners.map(({ heard }) => /"events":(\[\{.*?\}\]),"cursor"/su.exec(heard.join(""))?.[1]);
  expect(JSON.parse(events[0] ?? "")).toMatchObject([{ event: { message: { body } } }]);
  expect(events).toEqual(carriers.map(() => events[0]));
});
