import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { createTestDatabase, type TestDatabase } from "@hiroba/prisma/testing";
import { newId, type Result } from "@hiroba/protocol";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { report } from "../faults/support/report.ts";
import { scaled } from "../faults/support/scale.ts";
import { type Browser, openBrowser } from "../src/authentication/testing/browser.ts";
import { invite, moveIn, type People, password } from "../src/authentication/testing/people.ts";
import { createNodeProcess, type NodeProcess } from "../src/testing/node-process.ts";
import { flood, opcodes, type RawSocket, toFrame, upgrade } from "./support/raw-socket.ts";

/*
 * What a library once died of or grew without end from, sent to a node that is a process of its own: the same process
 * answers afterwards, and it holds no more memory and no more connections than before.
 */

let database: TestDatabase;
let node: NodeProcess;
let people: People;
let pid: number;

beforeAll(async () => {
  database = await createTestDatabase(inject("databaseServer"));
  node = await createNodeProcess(database.url, { settings: { HIROBA_TRUSTED_PROXIES: "1" } });
  await node.start();
  pid = node.pid();
  people = await moveIn(node.url);
});
afterAll(async () => {
  await node.kill();
  await database.drop();
});

const MEGABYTE = 1_048_576;
/** Room for what a garbage collector leaves lying about; what grows without end passes it by far. */
const SLACK = 80 * MEGABYTE;
/** What pieces of messages may take, as the lesson says. */
const PIECES_SLACK = 50 * MEGABYTE;
/** The codes with which a WebSocket is closed for what breaks a rule, and for what is too large. */
const refusals = [1_008, 1_009];

/** Memory in use, as the system counts it. */
function readMemory(): number {
  const [kilobytes = "0"] = /VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.slice(1) ?? [];
  return Number(kilobytes) * 1_024;
}

function countDescriptors(): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The sizes of the lessons take minutes; beside other tests a selection runs, as of the faults. */
const POSTS = scaled({ selection: 300, whole: 5_000 });
const REACTIONS = scaled({ selection: 500, whole: 10_000 });
const WHOLE_MS = 300_000;

/** So many acts, ten at a time. */
async function tenAtATime(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: 10 }, work));
}

async function readStatus(response: Response): Promise<number> {
  await response.arrayBuffer();
  return response.status;
}

/**
 * Somebody else who asks one thing after another until they are stopped, and is never refused. How long they wait is
 * said and not judged, since who floods here holds this very process up; faults/floods.test.ts judges it from outside.
 */
function answerOthers() {
  const waits: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const started = performance.now();
      await people.ben.must("session.list", {});
      waits.push(performance.now() - started);
      await pause(20);
    }
  })();
  const stop = () => {
    isOver = true;
    return asking;
  };
  return { stop, count: () => waits.length, longest: () => Math.round(Math.max(...waits)) };
}

/** Does its worst, then sees that the node is the same one, no larger, and does its work. */
async function isWeathered(act: () => Promise<unknown>, slack = SLACK): Promise<number> {
  const before = readMemory();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, node.isRunning() ? readMemory() : 0);
  }, 50);
  await act().finally(() => clearInterval(watch));
  expect(most - before).toBeLessThan(slack);
  expect([node.isRunning(), node.pid()]).toEqual([true, pid]);
  expect((await fetch(`${node.url}/health`)).status).toBe(200);
  return Math.round((most - before) / MEGABYTE);
}

/** A new member in a browser of their own: an allowance that is used up is nobody else's. */
async function comeIn(name: string): Promise<Browser> {
  const browser = openBrowser(node.url);
  await browser.must("invite.accept", { code: await invite(people.aiko, "member"), id: newId(), name, password });
  return browser;
}

async function comeBack(username: string): Promise<Browser> {
  const browser = openBrowser(node.url);
  await browser.signIn(username, password);
  return browser;
}

/** A connection by the protocol. Rejects with what the handshake is answered. */
async function openBy({ cookie }: Browser): Promise<Socket> {
  const extraHeaders = { origin: node.url, cookie: cookie ?? "" };
  const socket = io(node.url, { transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders });
  const refused = once(socket as never, "connect_error").then(([error]) => Promise.reject(error));
  await Promise.race([once(socket as never, "hello"), refused]);
  refused.catch(() => undefined);
  return socket;
}

const openSocket = async (): Promise<RawSocket> =>
  upgrade(node.url, { origin: node.url, cookie: people.aiko.cookie ?? "" });

describe("a node outlives", () => {
  it("a message in more pieces than any message has, though it is not too large", async () => {
    await isWeathered(async () => {
      const socket = await openSocket();
      const pieces = Array(100_000).fill(toFrame(opcodes.continuation, "x", { final: false }));
      socket.tcp.write(Buffer.concat([toFrame(opcodes.text, "4", { final: false }), ...pieces]));
      // Sooner than it would find that nothing answers its own pings.
      const late = pause(5_000).then(() => "still open");
      expect(refusals).toContain(await Promise.race([socket.dismissed, late]));
      socket.tcp.destroy();
    }, PIECES_SLACK);
  });

  it("millions of fragments of one byte, and closes the connection", async () => {
    await isWeathered(async () => {
      const socket = await openSocket();
      socket.tcp.resume();
      const start = toFrame(opcodes.text, "4", { final: false });
      const fragments = Buffer.concat(Array(10_000).fill(toFrame(opcodes.continuation, "x", { final: false })));
      socket.tcp.write(start);
      // Ten million would be written if nobody stopped it.
      expect(await flood(socket, fragments, 10_000_000 * 7)).toBeLessThan(5_000_000 * 7);
      expect(refusals).toContain(await socket.dismissed);
    }, PIECES_SLACK);
  });

  it("pings without end from somebody who reads none of the answers", async () => {
    await isWeathered(async () => {
      const socket = await openSocket();
      socket.tcp.pause();
      const pings = Buffer.concat(Array(500).fill(toFrame(opcodes.ping, "x".repeat(125))));
      expect(await flood(socket, pings, 60 * MEGABYTE)).toBeLessThan(60 * MEGABYTE);
    });
  });

  it("events that announce attachments and bring none, or too many", async () => {
    await isWeathered(async () => {
      for (const head of ['450-["a"]', '459999999-["a",{"_placeholder":true,"num":0}]', '451-["a"]']) {
        const socket = await openSocket();
        socket.tcp.resume();
        socket.tcp.write(Buffer.concat([toFrame(opcodes.text, "40"), toFrame(opcodes.text, head)]));
        await flood(socket, toFrame(opcodes.binary, Buffer.alloc(60_000)), 100 * MEGABYTE);
        await socket.dismissed;
        socket.tcp.destroy();
      }
    });
  });

  it("frames of bytes, text that is no UTF-8, and a message larger than a command may be", async () => {
    await isWeathered(async () => {
      const large = Array.from({ length: 40 }, () =>
        toFrame(opcodes.continuation, "x".repeat(60_000), { final: false }),
      );
      const wrong = [
        [toFrame(opcodes.text, Buffer.from([0x34, 0xff, 0xfe]))],
        // As MessagePack a list of four thousand million things.
        [toFrame(opcodes.text, "40"), toFrame(opcodes.binary, Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]))],
        [toFrame(opcodes.binary, Buffer.from([0x34, 0xff, 0xfe]))],
        [toFrame(opcodes.text, "4", { final: false }), ...large],
        [toFrame(3, "a kind that is none")],
        [toFrame(opcodes.continuation, "of nothing")],
      ];
      for (const frames of wrong) {
        const socket = await openSocket();
        socket.tcp.resume();
        socket.tcp.write(Buffer.concat(frames));
        // Sooner than it would find that nobody comes in.
        const late = pause(5_000).then(() => "still open");
        expect(await Promise.race([socket.dismissed, late])).not.toBe("still open");
        socket.tcp.destroy();
      }
    });
  });

  it.each(["that say how large they are", "that do not"])(
    "hundreds of megabytes of polls and commands %s, while others are answered",
    { timeout: WHOLE_MS },
    async (title) => {
      const isSaid = title === "that say how large they are";
      const large = Buffer.alloc(10 * MEGABYTE, "x");
      const { cookie } = await comeIn(isSaid ? "Hana" : "Ikki");
      const headers = { origin: node.url, cookie: cookie ?? "" };
      const post = async (path: string, type: string) => {
        const body = isSaid ? large : new Blob([large]).stream();
        const init = { method: "POST", headers: { ...headers, "content-type": type }, body, duplex: "half" };
        // Some are cut off while they are still sending.
        return fetch(node.url + path, init as RequestInit)
          .then(readStatus)
          .catch(() => "cut off");
      };
      const polling = "/socket.io/?EIO=4&transport=polling";
      const poll = async () => {
        const opened = await (await fetch(node.url + polling, { headers })).text();
        const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
        return post(`${polling}&sid=${sid}`, "text/plain");
      };
      const command = () => post("/v1/commands/draft.save", "application/json");
      const answers = { polls: new Set<unknown>(), commands: new Set<unknown>() };
      const act = async (index: number) => {
        if (index % 2) answers.polls.add(await poll());
        else answers.commands.add(await command());
      };
      const others = answerOthers();
      const grown = await isWeathered(() => tenAtATime(40, act)).finally(others.stop);
      report(`40 posts of 10 MB ${title}`, { "memory grew by MiB": grown, "others waited for ms": others.longest() });
      expect(
        [...answers.polls, ...answers.commands].filter((answer) => answer !== 413 && answer !== "cut off"),
      ).toEqual([]);
      expect(answers.commands).toContain(413);
      expect(others.count()).toBeGreaterThan(0);
    },
  );

  it("hundreds of polling requests in bytes, and holds no connection open for them", {
    timeout: WHOLE_MS,
  }, async () => {
    const headers = { origin: node.url, cookie: people.aiko.cookie ?? "" };
    const polling = `${node.url}/socket.io/?EIO=4&transport=polling`;
    const knock = async () => {
      const opened = await (await fetch(polling, { headers })).text();
      const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
      const bytes = { ...headers, "content-type": "application/octet-stream" };
      await fetch(`${polling}&sid=${sid}`, { method: "POST", headers: bytes, body: "40" });
      await fetch(`${polling}&sid=${sid}`, { method: "POST", headers, body: "1" });
    };
    for (let count = 0; count < 20; count++) await knock();
    const before = countDescriptors();
    const grown = await isWeathered(() => tenAtATime(POSTS, knock));
    await expect.poll(countDescriptors, { timeout: 15_000 }).toBeLessThan(before + 30);
    report(`${POSTS} posts in bytes`, {
      "memory grew by MiB": grown,
      descriptors: `${before}, then ${countDescriptors()}`,
    });
  });

  it("events of no name that it knows, whose sender is put out and not let in again at once", async () => {
    const socket = await openBy(await comeIn("Emi"));
    const heard: unknown[] = [];
    socket.onAny((...event) => heard.push(event));
    const closed = once(socket as never, "disconnect");
    const names = ["events", "event", "signal", "hello", "no.such", "message.created"];
    await isWeathered(async () => {
      for (let index = 0; index < 4_000; index++) socket.emit(names[index % names.length] ?? "", "forged");
      await closed;
    });
    expect(JSON.stringify(heard)).not.toContain("forged");
    await expect(openBy(await comeBack("emi"))).rejects.toMatchObject({ data: { code: "RATE_LIMITED" } });
  });

  it("questions of no name that it knows, which are told to come again later", async () => {
    const browser = await comeIn("Fumi");
    const socket = await openBy(browser);
    const ask = (name: string): Promise<Result<unknown>> => socket.timeout(20_000).emitWithAck(name, {});
    await isWeathered(async () => {
      const answers = await Promise.all(Array.from({ length: 3_200 }, (_, index) => ask(`no.such${index % 50}`)));
      const codes = new Set(answers.map((result) => (result.ok ? "ok" : result.error.code)));
      expect(codes).toEqual(new Set(["NOT_FOUND", "RATE_LIMITED"]));
    });
    socket.disconnect();
    const overHttp = await browser.call("no.such" as "room.list", {});
    expect(overHttp).toMatchObject({ error: { code: "RATE_LIMITED", details: { retryAfter: expect.any(Number) } } });
  });

  it("questions without end from somebody who waits for no answer", { timeout: WHOLE_MS }, async () => {
    const { cookie } = await comeIn("Goro");
    const socket = await upgrade(node.url, { origin: node.url, cookie: cookie ?? "" });
    socket.tcp.write(toFrame(opcodes.text, "40"));
    while (!String((await once(socket.tcp, "data"))[0]).includes('"hello"'));
    const questions = Buffer.concat(Array(1_000).fill(toFrame(opcodes.text, '421["workspace.status",{}]')));
    const ask = (bytes: number) => flood(socket, questions, bytes);
    // The first thousands make a young process grow, whatever becomes of them.
    await ask(3 * MEGABYTE);
    // Three hundred thousand refusals leave more lying about than other floods do.
    const grown = await isWeathered(() => ask(10 * MEGABYTE), 2 * SLACK);
    report("questions without end", { "memory grew by MiB": grown });
    socket.tcp.destroy();
  });

  it("hundreds of reactions to one message, of which it keeps as many as a message may have", {
    timeout: WHOLE_MS,
  }, async () => {
    const { room } = (await people.aiko.must("room.list", {})).rooms[0] ?? {};
    const roomId = room?.id ?? "";
    const { message } = await people.aiko.must("message.send", { id: newId(), roomId, body: "React!" });
    const answers: Record<string, number> = {};
    const react = async (index: number) => {
      const emoji = String.fromCodePoint(0x1f400 + (index % 250));
      const result = await people.aiko.call("reaction.add", { messageId: message.id, emoji });
      const answer = result.ok ? "ok" : String(result.error.details.reason ?? result.error.code);
      answers[answer] = (answers[answer] ?? 0) + 1;
    };
    const grown = await isWeathered(() => tenAtATime(REACTIONS, react));
    report(`${REACTIONS} reactions`, { ...answers, "memory grew by MiB": grown });
    expect(answers.tooManyReactions).toBeGreaterThan(0);
    expect(Object.keys(answers).filter((answer) => !/^(?:ok|tooManyReactions|RATE_LIMITED)$/u.test(answer))).toEqual(
      [],
    );
    const { messages } = await people.aiko.must("message.get", { messageIds: [message.id] });
    expect(messages[0]?.reactions).toHaveLength(40);
  });
});
