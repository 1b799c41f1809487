import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { gzipSync } from "node:zlib";
import { type CommandName, commands, type Failure, type Id, limits, newId, type Result } from "@hiroba/protocol";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moveIn, type People } from "../authentication/testing/people.ts";
import { createRateLimits, type RateLimits } from "../rate-limits.ts";
import { layCable } from "../testing/cable.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { toFittingInput, toWrongInputs } from "./testing/wrong-inputs.ts";

/*
 * Whatever comes in at the doors that is not the contract is told so or shut out, leaves nothing in the log, and the
 * node goes on. Aiko may do everything, so that nothing here is refused for want of a right. What a library once died of
 * stands here too: that this process still runs is what those tests show.
 */

let server: TestServer;
let url: string;
let people: People;
let generalId: Id;
let socket: Socket;

beforeAll(async () => {
  // Each request comes from an address of its own, or the door's allowance would answer instead of the schemas.
  server = await startTestServer({ HIROBA_TRUSTED_PROXIES: "1" }, { createRateLimits: onlyAtTheDoor });
  url = server.url;
  people = await moveIn(url);
  generalId = (await people.aiko.must("room.list", {})).rooms[0]?.room.id ?? "";
  socket = await connect();
});
afterAll(async () => {
  socket.disconnect();
  await server.close();
});

async function connect(transport: "websocket" | "polling" = "websocket", auth: unknown = {}): Promise<Socket> {
  const headers = { cookie: people.aiko.cookie ?? "", origin: url, "x-forwarded-for": nextAddress() };
  const opened = io(url, {
    transports: [transport],
    forceNew: true,
    reconnection: false,
    extraHeaders: headers,
    auth: auth as Record<string, unknown>,
  });
  await new Promise<void>((resolve, reject) => opened.once("hello", () => resolve()).once("connect_error", reject));
  return opened;
}

let requests = 0;

function nextAddress(): string {
  requests += 1;
  return `10.0.${requests >> 8}.${requests & 255}`;
}

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return people.aiko.send(path, {
    method: "POST",
    body,
    headers: {
      origin: url,
      "content-type": "application/json",
      "x-forwarded-for": nextAddress(),
      ...headers,
    },
  });
}

/** Thousands of wrong inputs by one person are told what is wrong with them, not that they are too many. */
function onlyAtTheDoor(): RateLimits {
  const { consume } = createRateLimits();
  return {
    consume: async (rate, key) => (rate === "door" ? consume(rate, key) : undefined),
    requireLeft: async () => undefined,
  };
}

/** What a command sent over HTTP is answered, in short. */
async function send(name: string, input: unknown): Promise<string> {
  const response = await post(`/v1/commands/${name}`, JSON.stringify(input));
  const result = (await response.json()) as Result<unknown>;
  return result.ok ? "ok" : `${response.status} ${result.error.code}`;
}

/** The same over Socket.IO, where there are no statuses. */
async function emit(name: string, ...args: unknown[]): Promise<string> {
  return emitOn(socket, name, ...args);
}

async function emitOn(asking: Socket, name: string, ...args: unknown[]): Promise<string> {
  const result: Result<unknown> = await asking.timeout(5_000).emitWithAck(name, ...args);
  return result.ok ? "ok" : result.error.code;
}

async function readHead(): Promise<number> {
  const { rows } = await server.node.app.db.pool.query("SELECT seq FROM log_head");
  return Number(rows[0].seq);
}

/** Does what must leave no trace, then sees that it left none and that the node still does its work. */
async function leavesNoTrace<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  const head = await readHead();
  const answer = await act();
  expect(await readHead()).toBe(head);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const sent = await people.aiko.must("message.send", { id: newId(), roomId: generalId, body: "Still here." });
  expect(sent.seq).toBe(head + 1);
  return answer;
}

const names = Object.keys(commands) as CommandName[];

describe("a command's input", () => {
  it.each(names)("of %s is what its schema says, or is refused", async (name) => {
    const { input, effect } = commands[name];
    expect(input.safeParse(toFittingInput(name)).success).toBe(true);
    const wrong = toWrongInputs(name);
    expect(wrong.filter((one) => input.safeParse(one.input).success)).toEqual([]);
    await leavesNoTrace(async () => {
      const asking = await connect();
      const answers = await Promise.all(
        wrong.map(async (one) => [one.why, await send(name, one.input), await emitOn(asking, name, one.input)]),
      );
      asking.disconnect();
      const onSocket = effect === "cookie" ? "FORBIDDEN" : "INVALID_INPUT";
      expect(answers).toEqual(wrong.map(({ why }) => [why, "400 INVALID_INPUT", onSocket]));
    });
  });

  it.each([
    ["nothing", ""],
    ["half an object", '{"roomId":'],
    ["JavaScript", "{roomId: 1}"],
    ["two objects", "{}{}"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    [
      "a text in Latin-1",
      () => Buffer.from(JSON.stringify({ id: newId(), roomId: generalId, body: "café" }), "latin1"),
    ],
    ["a NUL", "\0"],
    ["a prototype", '{"__proto__":{"roomId":"x"}}'],
    ["a constructor", '{"constructor":{"prototype":{"roomId":"x"}}}'],
    ["a hundred thousand brackets", "[".repeat(100_000)],
  ])("that is %s is refused", async (_, given) => {
    const body = typeof given === "function" ? given() : given;
    const response = await leavesNoTrace(() => post("/v1/commands/message.send", body));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: "INVALID_INPUT" } });
  });

  it.each([
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/xml",
    "x",
  ])("as %s is refused", async (type) => {
    const body = JSON.stringify({ id: newId(), roomId: generalId, body: "a form of another site" });
    const response = await leavesNoTrace(() => post("/v1/commands/message.send", body, { "content-type": type }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ ok: false, error: { code: "INVALID_INPUT" } });
  });

  it("that is compressed is told that it must not be", async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify({ id: newId(), roomId: generalId, body: "small" })));
    const encoded = { "content-encoding": "gzip" };
    const response = await leavesNoTrace(() => post("/v1/commands/message.send", body, encoded));
    const { error } = (await response.json()) as { error: Failure };
    expect([response.status, error.code]).toEqual([400, "INVALID_INPUT"]);
    expect(error.message).toContain("content-encoding");
  });

  it("that is too large is told so, whether or not it says how large it is", async () => {
    const body = JSON.stringify({ id: newId(), roomId: generalId, body: "x".repeat(limits.commandBytes) });
    const answer = await leavesNoTrace(async () => (await post("/v1/commands/message.send", body)).json());
    expect(answer).toMatchObject({ ok: false, error: { code: "TOO_LARGE" } });
    const chunk = `${(65_536).toString(16)}\r\n${" ".repeat(65_536)}\r\n`;
    const head = "POST /v1/commands/message.send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    const raw = await leavesNoTrace(() =>
      speak(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`),
    );
    expect(raw).toMatch(/^HTTP\/1\.1 413 /u);
    expect(raw).toContain('"TOO_LARGE"');
  });
});

it("a command that is too large is told so over a line with a relay, though its sender is still sending", async () => {
  const body = JSON.stringify({ id: newId(), roomId: generalId, body: "x".repeat(4 * limits.commandBytes) });
  const cable = await layCable(url);
  const ask = async (sent: string | ReadableStream) => {
    const headers = { cookie: people.aiko.cookie ?? "", "x-hiroba-client": "1", "content-type": "application/json" };
    const request = { method: "POST", headers, body: sent, duplex: "half" } as RequestInit;
    const answer = await fetch(`${cable.url}/v1/commands/message.send`, request);
    return [answer.status, ((await answer.json()) as { error: Failure }).error.code];
  };
  await leavesNoTrace(async () => {
    for (let round = 0; round < 5; round++) {
      expect(await ask(body)).toEqual([413, "TOO_LARGE"]);
      expect(await ask(new Blob([body]).stream())).toEqual([413, "TOO_LARGE"]);
    }
  });
  await cable.close();
});

it.each([
  ["of an unknown method", "FOO /v1/events HTTP/1.1\r\nHost: x\r\n\r\n", 400, "INVALID_INPUT"],
  ["that is no HTTP", "Hello?\r\n\r\n", 400, "INVALID_INPUT"],
  ["with two lengths", "GET /health HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "INVALID_INPUT"],
  ["with endless headers", `GET /health HTTP/1.1\r\nHost: x\r\na: ${"b".repeat(100_000)}\r\n\r\n`, 431, "TOO_LARGE"],
])("a request %s is refused in the contract's shape", async (_, text, status, code) => {
  const [head = "", body = ""] = (await leavesNoTrace(() => speak(text))).split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `, "u"));
  expect(JSON.parse(body)).toMatchObject({ ok: false, error: { code, details: {}, requestId: expect.any(String) } });
});

it("a command that needs no input is given none, whatever type that is said to be of", async () => {
  expect(await (await post("/v1/commands/workspace.status", "")).json()).toMatchObject({ ok: true });
  expect(await (await post("/v1/commands/message.send", "")).json()).toMatchObject({
    error: { code: "INVALID_INPUT" },
  });
});

it("an id in upper case is told what is wrong with it", async () => {
  const response = await post("/v1/commands/room.join", JSON.stringify({ roomId: generalId.toUpperCase() }));
  expect(await response.json()).toMatchObject({ error: { message: "roomId: must be in lower case" } });
});

it("the door counts the person's own address behind a proxy, on Socket.IO as over HTTP", async () => {
  const knock = (asking: Socket) => emitOn(asking, "invite.read", { code: "nonsense" });
  const [eager, other] = [await connect(), await connect()];
  const answers = await Promise.all(Array.from({ length: 121 }, () => knock(eager)));
  expect(answers.filter((answer) => answer === "RATE_LIMITED")).toHaveLength(1);
  expect(await knock(other)).toBe("NOT_FOUND");
  for (const one of [eager, other]) one.disconnect();
});

it.each(["/v1/commands/%zz", "/v1/%c0%af", "/%"])("the address %s is refused in the contract's shape", async (path) => {
  const response = await leavesNoTrace(() => post(path, "{}"));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ ok: false, error: { code: "INVALID_INPUT", details: {} } });
});

describe("a command's name", () => {
  it.each([
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "message",
    "message.send.more",
    "Message.Send",
    "message.send ",
    "events",
    "signal",
    "hello",
    "error",
    "x".repeat(90),
    "\u202e",
  ])("%j is none", async (name) => {
    await leavesNoTrace(async () => {
      expect(await send(encodeURIComponent(name), {})).toBe("404 NOT_FOUND");
      expect(await emit(name, {})).toBe("NOT_FOUND");
      expect(await emit(name)).toBe("NOT_FOUND");
    });
  });

  it.each(["/v1/commands/", "/v1/commands/message.send/", "/v1/commands//message.send", "/v1/commands/..%2fhealth"])(
    "at %s is none",
    async (path) => {
      const response = await leavesNoTrace(() => post(path, "{}"));
      expect(response.status).toBe(404);
    },
  );

  it("that only the server says is heard by nobody, with or without a question", async () => {
    const heard: unknown[] = [];
    const other = await connect();
    const events = { events: [{ seq: 1, event: { type: "message.created" } }], cursor: "a-1", more: false };
    await leavesNoTrace(async () => {
      other.onAny((name: string, payload) => heard.push([name, payload]));
      for (const name of ["events", "signal", "hello"]) {
        socket.emit(name, events);
        expect(await emit(name, events)).toBe("NOT_FOUND");
      }
    });
    await people.aiko.must("message.send", { id: newId(), roomId: generalId, body: "the end" });
    await expect.poll(() => JSON.stringify(heard)).toContain("the end");
    expect(JSON.stringify(heard)).not.toContain('"a-1"');
    other.disconnect();
  });
});

/** What shows nothing, turns text around, or is no text: a terminal's escape, an override, half a character. */
const tricks = { NUL: "\0", escape: "\u001b[31m", backspace: "\b", c1: "\u009b31m", surrogate: "\ud800" };
const deceptions = {
  override: "\u202e",
  isolate: "\u2066",
  zeroWidth: "\u200b",
  filler: "\u3164",
};

describe("text", () => {
  it.each(Object.entries({ ...tricks, ...deceptions }))("of a name has no %s", async (_, trick) => {
    const name = `Ai${trick}ko`;
    const inputs: [CommandName, Record<string, unknown>][] = [
      ["workspace.update", { name }],
      ["user.updateProfile", { name }],
      ["user.updateProfile", { username: name }],
      ["room.create", { id: newId(), kind: "public", name }],
      ["room.create", { id: newId(), kind: "public", name: "Garden", topic: name }],
      ["room.update", { roomId: generalId, name }],
      ["room.update", { roomId: generalId, topic: name }],
      ["token.create", { id: newId(), name }],
      ["invite.accept", { code: "code", id: newId(), name }],
      ["reaction.add", { messageId: newId(), emoji: trick }],
      ["invite.read", { code: trick }],
    ];
    await leavesNoTrace(async () => {
      for (const [command, input] of inputs)
        expect([command, input, await send(command, input)]).toEqual([command, input, "400 INVALID_INPUT"]);
    });
  });

  it.each(Object.entries(tricks))("of a message, a draft or a search has no %s", async (_, trick) => {
    const body = `Well${trick}`;
    const { message } = await people.aiko.must("message.send", { id: newId(), roomId: generalId, body: "Well" });
    await leavesNoTrace(async () => {
      expect(await send("message.send", { id: newId(), roomId: generalId, body })).toBe("400 INVALID_INPUT");
      expect(await send("message.edit", { messageId: message.id, body })).toBe("400 INVALID_INPUT");
      expect(await send("draft.save", { roomId: generalId, body })).toBe("400 INVALID_INPUT");
      expect(await send("room.list", { query: body })).toBe("400 INVALID_INPUT");
    });
  });

  it.each(Object.entries(tricks))("of a secret may be anything, and %s opens nothing", async (_, trick) => {
    const person = { username: `aiko${trick}`, password: "x" };
    await leavesNoTrace(async () => {
      expect(await send("deviceLink.accept", { code: trick })).toMatch(/^4\d\d /u);
      const { status } = await post("/api/auth/sign-in/username", JSON.stringify(person));
      expect([400, 401, 403]).toContain(status);
    });
  });

  it.each(["a", "愛", "ﷺ"])("of a message that calls one endless name of %j is read in no time", async (letter) => {
    const body = `@${letter.repeat(limits.messageLength - 1)}`;
    const started = performance.now();
    expect(await send("message.send", { id: newId(), roomId: generalId, body })).toBe("ok");
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("that PostgreSQL does not take may be in a password", async () => {
    await leavesNoTrace(async () => {
      const person = { username: "aiko", password: "\0\ud800" };
      expect((await post("/api/auth/sign-in/username", JSON.stringify(person))).status).toBe(401);
      expect(await send("password.change", { current: "\0\ud800", next: "battery staple" })).toMatch(/^4\d\d /u);
    });
  });
});

describe("an id", () => {
  it.each([
    ["in capitals", (id: Id) => id.toUpperCase()],
    ["without dashes", (id: Id) => id.replaceAll("-", "")],
    ["in braces", (id: Id) => `{${id}}`],
    ["with a space", (id: Id) => ` ${id}`],
    ["with a line end", (id: Id) => `${id}\n`],
    ["as a topic", (id: Id) => `room:${id}`],
    ["with a quote", (id: Id) => `${id}' OR '1'='1`],
  ])("%s is none", async (_, forge) => {
    await leavesNoTrace(async () => {
      const roomId = forge(generalId);
      expect(await send("message.list", { roomId })).toBe("400 INVALID_INPUT");
      expect(await emit("message.list", { roomId })).toBe("INVALID_INPUT");
      const snapshot = await people.aiko.send(`/v1/snapshot?rooms=${encodeURIComponent(roomId)}`);
      expect(snapshot.status).toBe(400);
    });
  });

  it("of a room that one is not in lets nothing in, however it is asked for", async () => {
    const roomId = newId();
    await people.aiko.must("room.create", { id: roomId, kind: "private", name: "Kitchen" });
    const { message } = await people.aiko.must("message.send", { id: newId(), roomId, body: "For the cook." });
    const mine = await people.ben.must("message.send", { id: newId(), roomId: generalId, body: "Mine" });
    await leavesNoTrace(async () => {
      const attempts = await Promise.all([
        people.ben.call("message.send", { id: newId(), roomId, body: "Let me in." }),
        people.ben.call("message.edit", { messageId: message.id, body: "For Ben." }),
        people.ben.call("message.delete", { messageId: message.id }),
        people.ben.call("reaction.add", { messageId: message.id, emoji: "👍" }),
        people.ben.call("read.mark", { roomId, seq: message.seq }),
        people.ben.call("member.add", { roomId, userId: people.ids.ben }),
        people.ben.call("room.join", { roomId }),
      ]);
      expect(attempts.map((result) => (result.ok ? "ok" : result.error.code))).toEqual(Array(7).fill("NOT_FOUND"));
      const reply = { id: newId(), roomId: generalId, body: "A quote", replyToId: message.id };
      expect(await people.ben.call("message.send", reply)).toMatchObject({ ok: false });
      // Taken: not by what somebody else made, nor by what I made elsewhere.
      const again = [
        { id: message.id, roomId: generalId, body: "x" },
        { id: mine.message.id, roomId, body: "Mine" },
      ];
      for (const input of again) expect(await people.ben.call("message.send", input)).toMatchObject({ ok: false });
    });
  });
});

describe("a position", () => {
  const wrong = [
    "x",
    "a-",
    "-1",
    "a--1",
    "a-01",
    "a-1e3",
    "A-1",
    "a-1\n",
    "__proto__-1",
    `a-${"9".repeat(17)}`,
    "a-1-1",
  ];

  it.each(wrong)("%j is none, on any transport", async (since) => {
    const query = `/v1/events?since=${encodeURIComponent(since)}`;
    await leavesNoTrace(async () => {
      expect((await people.aiko.send(query)).status).toBe(400);
      expect((await people.aiko.send(query, { headers: { accept: "text/event-stream" } })).status).toBe(400);
      if (!since.includes("\n")) {
        const headers = { accept: "text/event-stream", "last-event-id": since };
        expect((await people.aiko.send("/v1/events", { headers })).status).toBe(400);
      }
      await expect(connect("websocket", { since })).rejects.toMatchObject({ data: { code: "INVALID_INPUT" } });
    });
  });

  it.each([
    "since=a-1&since=a-2",
    "since[]=a-1",
    "since=",
    "wait=soon",
    "wait=-1",
    "wait=Infinity",
    "limit=0",
    "limit=9e9",
  ])("and its company: ?%s is refused or passed over", async (query) => {
    const { status } = await leavesNoTrace(() => people.aiko.send(`/v1/events?${query}`));
    expect(status).toBe(query.includes("[]") ? 200 : 400);
  });

  it.each([
    { since: 5 },
    { since: {} },
    { token: {} },
    { token: ["x"] },
    { protocol: "1" },
    { token: "x".repeat(201) },
  ])("in a handshake is text: %j", async (auth) => {
    await leavesNoTrace(() =>
      expect(connect("polling", auth)).rejects.toMatchObject({ data: { code: "INVALID_INPUT" } }),
    );
  });

  it("that is far ahead, or as large as can be, is answered by a reset", async () => {
    const cursor = ((await (await people.aiko.send("/v1/events")).json()) as { cursor: string }).cursor;
    for (const seq of ["9007199254740993", "9999999999999999"]) {
      const page = await people.aiko.send(`/v1/events?since=${cursor.split("-", 1)[0]}-${seq}`);
      expect(await page.json()).toMatchObject({ events: [], reset: true });
    }
  });
});

describe("a packet of Socket.IO", () => {
  /** Sends a packet as it is, without the client's encoder. */
  const sendRaw = (opened: Socket, packet: string | Buffer) =>
    (opened.io.engine as unknown as { write(packet: string | Buffer): void }).write(packet);

  it.each([
    ["an event without its attachments", '50-["a"]'],
    ["an event with millions of attachments", '59999999-["a",{"_placeholder":true,"num":0}]'],
    ["eleven attachments", '511-["a"]'],
    ["an attachment from nowhere", Buffer.from("x")],
    ["an event whose name is an object", '2[{"toString":"x"},1]'],
    ["an event whose name is a list", '20[["message.send"],{}]'],
    ["an event whose name is kept for the library", '2["disconnecting"]'],
    ["newListener", '2["newListener","x"]'],
    ["no list", '2{"a":1}'],
    ["half a list", '2["message.send"'],
    ["an unknown kind", "9[]"],
    ["no digit", "x"],
    ["an answer to no question", '3999[{"ok":true}]'],
    ["an answer in bytes", '61-999[{"_placeholder":true,"num":0}]'],
    ["a forged refusal", '4{"message":"no"}'],
    ["a place of another kind", '0/admin,{"token":"x"}'],
    ["an event in a place of another kind", '2/admin,["message.send",{}]'],
    ["a kind of a prototype", "constructor"],
  ])("that is %s closes the connection", async (_, packet) => {
    await leavesNoTrace(async () => {
      for (const transport of ["websocket", "polling"] as const) {
        const opened = await connect(transport);
        const closed = new Promise((resolve) => opened.once("disconnect", resolve));
        sendRaw(opened, packet);
        expect(await closed).toMatch(/transport|server/u);
      }
    });
  });

  it.each([
    ["an event called error", '2["error",{}]'],
    ["an event whose name is a number", "20[5,{}]"],
    ["a placeholder for nothing", '2["message.send",{"_placeholder":true,"num":5}]'],
    ["an acknowledgement with an absurd id", '299999999999999999999["message.send",{}]'],
  ])("that is %s does no harm", async (_, packet) => {
    await leavesNoTrace(async () => {
      const opened = await connect();
      sendRaw(opened, packet);
      await opened
        .timeout(2_000)
        .emitWithAck("workspace.status", {})
        .catch(() => undefined);
      opened.disconnect();
    });
  });

  it("that is larger than a command may be closes the connection", async () => {
    await leavesNoTrace(async () => {
      for (const transport of ["websocket", "polling"] as const) {
        const opened = await connect(transport);
        const closed = new Promise((resolve) => opened.once("disconnect", resolve));
        opened.emit("message.send", { body: "x".repeat(limits.commandBytes + 300) }, () => undefined);
        expect(await closed).toMatch(/transport/u);
      }
    });
  });

  it("that is as large as a command may be is answered, as over HTTP", async () => {
    const rest = JSON.stringify({ roomId: generalId, body: "" }).length;
    const input = { roomId: generalId, body: "x".repeat(limits.commandBytes - rest) };
    await leavesNoTrace(async () => {
      expect(await send("draft.save", input)).toBe("400 INVALID_INPUT");
      for (const transport of ["websocket", "polling"] as const) {
        const opened = await connect(transport);
        expect(await emitOn(opened, "draft.save", input)).toBe("INVALID_INPUT");
        opened.disconnect();
      }
    });
  });

  it("with bytes for text is refused", async () => {
    await leavesNoTrace(async () => {
      const id = newId();
      expect(await emit("message.send", Buffer.from("{}"))).toBe("INVALID_INPUT");
      expect(await emit("message.send", { id, roomId: generalId, body: Buffer.from("x") })).toBe("INVALID_INPUT");
      expect(await emit("message.send", { id, roomId: generalId, body: "x", more: Buffer.from("x") })).toBe(
        "INVALID_INPUT",
      );
    });
  });

  it.each([
    ["the older protocol", "EIO=3&transport=polling"],
    ["no protocol", "transport=polling"],
    ["no transport", "EIO=4"],
    ["WebTransport", "EIO=4&transport=webtransport"],
    ["a transport of a prototype", "EIO=4&transport=constructor"],
    ["WebSocket without an upgrade", "EIO=4&transport=websocket"],
    ["an unknown sid", "EIO=4&transport=polling&sid=unknown"],
    ["a sid of a prototype", "EIO=4&transport=polling&sid=__proto__"],
    ["a constructor's sid", "EIO=4&transport=polling&sid=constructor"],
    ["toString's sid", "EIO=4&transport=polling&sid=toString"],
    ["two sids", "EIO=4&transport=polling&sid=constructor&sid=__proto__"],
  ])("is not taken with %s", async (_, query) => {
    await leavesNoTrace(async () => {
      const own = { headers: { origin: url } };
      expect((await people.aiko.send(`/socket.io/?${query}`, own)).status).toBe(400);
      expect((await post(`/socket.io/?${query}`, "40")).status).toBe(400);
      if (!query.includes("=websocket"))
        expect(await speak(toUpgrade(`/socket.io/?${query.replace("=polling", "=websocket")}`))).not.toContain('"sid"');
    });
  });

  it("of the older protocol is not taken in a session of the newer, and one of none ends it", async () => {
    const own = { headers: { origin: url } };
    const opened = await (await people.aiko.send("/socket.io/?EIO=4&transport=polling", own)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    expect((await people.aiko.send(`/socket.io/?EIO=3&transport=polling&sid=${sid}`, own)).status).toBe(400);
    await post(`/socket.io/?EIO=4&transport=polling&sid=${sid}`, "x");
    expect((await people.aiko.send(`/socket.io/?EIO=4&transport=polling&sid=${sid}`, own)).status).toBe(400);
  });

  it("in bytes leaves no session open", async () => {
    const sessions = () => server.node.app.hub.connectionsOf(people.ids.aiko);
    const before = [...sessions()].length;
    for (let count = 0; count < 50; count++) {
      const own = { headers: { origin: url } };
      const opened = await (await people.aiko.send("/socket.io/?EIO=4&transport=polling", own)).text();
      const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
      const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
      await post(path, "40", { "content-type": "application/octet-stream" });
      expect((await post(path, "40")).status).toBe(400);
    }
    expect([...sessions()]).toHaveLength(before);
  });
});

describe("a CONNECT", () => {
  const connections = () => [...server.node.app.hub.connectionsOf(people.ids.aiko)];

  const poll = async (sid = "", body?: string) => {
    const path = `/socket.io/?EIO=4&transport=polling${sid && `&sid=${sid}`}`;
    const headers = { cookie: people.aiko.cookie ?? "", origin: url };
    const response = await fetch(url + path, { headers, ...(body !== undefined && { method: "POST", body }) });
    return { status: response.status, text: await response.text() };
  };
  const openPolling = async () => (JSON.parse((await poll()).text.slice(1)) as { sid: string }).sid;

  /** Packets of a WebSocket in one piece, and what comes back until the end or until enough has. */
  const speakFrames = async (packets: string[], isEnough: (said: string) => boolean) => {
    const { port, hostname } = new URL(url);
    const tcp = connectTcp(Number(port), hostname).setEncoding("latin1");
    tcp.write(toUpgrade(socketPath, `${key}${version}Cookie: ${people.aiko.cookie}\r\nOrigin: http://x\r\n`));
    await once(tcp, "data");
    tcp.write(Buffer.concat(packets.map(toFrame)));
    let said = "";
    tcp.on("data", (text: string) => {
      said += text;
      if (isEnough(said)) tcp.destroy();
    });
    await once(tcp, "close");
    return said;
  };

  it("that comes twice at once lets nobody in, over a WebSocket", async () => {
    const before = connections();
    const said = await speakFrames(["40", "40"], (text) => text.split('"hello"').length > 2);
    expect(said).not.toContain('"hello"');
    await expect.poll(connections).toEqual(before);
  });

  it("that comes twice at once lets nobody in, over polling", async () => {
    const before = connections();
    const sid = await openPolling();
    await poll(sid, "40\u001e40");
    expect((await poll(sid)).status).toBe(400);
    expect(connections()).toEqual(before);
  });

  it("that is refused is told why and ends the line, over a WebSocket", async () => {
    // Right behind it comes the frame that closes; whoever gets it closes the connection.
    const closing = /44\{.*UNAUTHENTICATED.*\}\u0088/su;
    expect(await speakFrames(['40{"token":"wrong"}'], (text) => closing.test(text))).toMatch(closing);
  });

  it("that is refused is told why and ends the line, over polling", async () => {
    const sid = await openPolling();
    await poll(sid, '40{"token":"wrong"}');
    expect((await poll(sid)).text).toMatch(/^44.*UNAUTHENTICATED/u);
    // Engine.IO's own word for the end.
    expect((await poll(sid)).text.split("\u001e")).toContain("1");
  });

  it.each(["websocket", "polling"] as const)("that is refused is told why to a client, over %s", async (transport) => {
    const refused = { data: { code: "UNAUTHENTICATED", requestId: expect.any(String) } };
    await expect(connect(transport, { token: "wrong" })).rejects.toMatchObject(refused);
  });
});

const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const version = "Sec-WebSocket-Version: 13\r\n";
const socketPath = "/socket.io/?EIO=4&transport=websocket";

function toUpgrade(path: string, headers = key + version): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n`;
}

/** A short packet as a client's frame, masked with nothing (RFC 6455, section 5.2). */
const toFrame = (packet: string) =>
  Buffer.concat([Buffer.from([0x81, 0x80 | packet.length, 0, 0, 0, 0]), Buffer.from(packet)]);

/** Sends bytes and returns what comes back until the other side closes, or has said something and falls silent. */
async function speak(text: string, rest = ""): Promise<string> {
  const { port, hostname } = new URL(url);
  const tcp = connectTcp(Number(port), hostname);
  let said = "";
  tcp.setEncoding("latin1").on("error", () => undefined);
  tcp.setNoDelay().write(text, "latin1");
  if (rest !== "") setImmediate(() => tcp.write(rest, "latin1"));
  tcp.on("data", (chunk: string) => {
    said += chunk;
    tcp.setTimeout(100, () => tcp.destroy());
  });
  tcp.setTimeout(3_000, () => tcp.destroy());
  await once(tcp, "close");
  return said;
}

describe("an upgrade by hand", () => {
  it("is taken when it is right", async () => {
    expect(await speak(toUpgrade(socketPath))).toMatch(/^HTTP\/1\.1 101 /u);
  });

  it.each([
    ["without a key", toUpgrade(socketPath, version)],
    ["with half a key", toUpgrade(socketPath, `Sec-WebSocket-Key: x\r\n${version}`)],
    ["of an unknown version", toUpgrade(socketPath, `${key}Sec-WebSocket-Version: 99\r\n`)],
    ["with a broken protocol", toUpgrade(socketPath, `${key}${version}Sec-WebSocket-Protocol: ,,a a\r\n`)],
    ["of another kind", toUpgrade(socketPath).replace("Upgrade: websocket", "Upgrade: h2c")],
    ["by POST", toUpgrade(socketPath).replace("GET", "POST")],
    ["with a broken address", toUpgrade("/socket.io/?%zz&transport=websocket&sid=%00")],
    ["that is no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
  ])("%s is not", async (_, text) => {
    expect(await leavesNoTrace(() => speak(text))).not.toContain(" 101 ");
  });

  it("is not taken anywhere else, and leads nowhere", async () => {
    const paths = ["/", "/v1/commands/message.send", `http://127.0.0.1:1${socketPath}`, `/${socketPath}`];
    const answers = await leavesNoTrace(() => Promise.all(paths.map((path) => speak(toUpgrade(path)))));
    expect(answers).toEqual(["", "", "", ""]);
  });

  describe("to what nobody speaks here, such as HTTP/2, is passed over", () => {
    const offer = "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
    const own = () => `Cookie: ${people.aiko.cookie}\r\nOrigin: http://x\r\n`;

    it("for a page", async () => {
      expect(await speak(`GET /health HTTP/1.1\r\n${offer}\r\n`)).toMatch(/^HTTP\/1\.1 200 .*\{"ok":true\}$/su);
    });

    it.each(["in one piece", "in two"])("for a command, which is run once, sent %s", async (pieces) => {
      const head = await readHead();
      const body = JSON.stringify({ id: newId(), roomId: generalId, body: "An offer 🎁" });
      const length = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
      const start = `POST /v1/commands/message.send HTTP/1.1\r\n${offer}${own()}${length}\r\n`;
      const text = Buffer.from(start + body).toString("latin1");
      const at = pieces === "in two" ? text.length - 5 : text.length;
      const answer = await speak(text.slice(0, at), text.slice(at));
      expect(answer).toMatch(/^HTTP\/1\.1 200 .*"ok":true/su);
      expect(Buffer.from(answer, "latin1").toString()).toContain("An offer 🎁");
      expect(await readHead()).toBe(head + 1);
    });

    it("for a long poll, which waits", async () => {
      const started = performance.now();
      const answer = await speak(`GET /v1/events?wait=1.5 HTTP/1.1\r\n${offer}${own()}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 200 .*"events":\[\]/su);
      expect(performance.now() - started).toBeGreaterThan(1_400);
    });
  });

  it.each([
    ["extensions of a prototype", "Sec-WebSocket-Extensions: constructor;;=\r\n"],
    ["three thousand headers", "a: b\r\n".repeat(3_000)],
    ["one endless header", `a: ${"b".repeat(100_000)}\r\n`],
    ["a header that is none", "\xff\r\n"],
  ])("with %s does no harm", async (_, more) => {
    expect(await leavesNoTrace(() => speak(toUpgrade(socketPath, `${key}${version}${more}`)))).toMatch(/^HTTP/u);
  });

  it.each([
    ["words", "a ".repeat(7_000)],
    ["spaces", `a${" ".repeat(14_000)}b`],
  ])("with an endless protocol of %s is answered as soon as with a short one", async (_, protocol) => {
    const short = await timeRefusal("a b");
    expect((await leavesNoTrace(() => timeRefusal(protocol))) - short).toBeLessThan(50);
  });

  /** The milliseconds until a protocol is refused: the fewest of several tries, since the machine has other things to do. */
  async function timeRefusal(protocol: string): Promise<number> {
    const times = [];
    for (let round = 0; round < 5; round++) {
      const started = performance.now();
      const answer = await speak(toUpgrade(socketPath, `${key}${version}Sec-WebSocket-Protocol: ${protocol}\r\n`));
      times.push(performance.now() - started);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /u);
    }
    return Math.min(...times);
  }
});
