import { type Envelope, type EventPage, formatCursor, newId, readCursor, seqOf } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { call, connect, must, readEvents, type TestSocket, toAuthorization } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const send = (body: string, person = cast.aiko, url = server.url, id = newId()) =>
  must(url, person, "message.send", { id, roomId: cast.generalId, body });

const bodies = (socket: TestSocket) =>
  socket.heard.flatMap(({ event }) => (event.type === "message.created" ? [event.message.body] : []));

/** What an EventSource of Ben's keeps of a stream, which says `hello` first. */
async function openEventSource(lastEventId: string | null) {
  const aborting = new AbortController();
  const headers = { ...toAuthorization(cast.ben), accept: "text/event-stream" };
  const response = await fetch(`${server.url}/v1/events`, {
    headers: { ...headers, ...(lastEventId && { "last-event-id": lastEventId }) },
    signal: aborting.signal,
  });
  const blocks = readBlocks(response);
  const { value: hello = "" } = await blocks.next();
  return {
    lastEventId: /^id: (.*)$/mu.exec(hello)?.[1] ?? lastEventId,
    close: () => aborting.abort(),
    /** All events up to one. */
    hears: async (seq: number): Promise<Envelope[]> => {
      const heard: Envelope[] = [];
      for await (const block of blocks) {
        const data = /^event: event\ndata: (.*)$/mu.exec(block)?.[1];
        if (data) heard.push(...(JSON.parse(data) as EventPage).events);
        if (heard.some((envelope) => envelope.seq === seq)) break;
      }
      return heard;
    },
  };
}

async function* readBlocks(response: Response): AsyncGenerator<string> {
  let text = "";
  for await (const bytes of response.body ?? []) {
    const blocks = `${text}${Buffer.from(bytes)}`.split("\n\n");
    text = blocks.pop() ?? "";
    yield* blocks;
  }
}

describe("the log", () => {
  it("numbers events without gaps in the order in which they commit, over two nodes (L1)", async () => {
    const second = await server.addNode();
    const watcher = await connect(server.url, cast.ben);
    const start = seqOf(watcher.hello.cursor);
    const sends = Array.from({ length: 60 }, (_, index) =>
      send(`m${index}`, index % 2 ? cast.aiko : cast.chika, index % 3 ? server.url : second.url),
    );
    const answers = await Promise.all(sends);
    const last = Math.max(...answers.map(({ seq }) => seq));
    await watcher.hears(({ seq }) => seq === last);
    expect(watcher.heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => start + index + 1));
    watcher.close();
  });

  it("keeps its place when a node reads on while it writes (L6)", async () => {
    const watcher = await connect(server.url, cast.ben);
    let reads = 0;
    const reading = setInterval(() => void server.node.app.tail.catchUp().then(() => reads++), 0);
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => send(`busy ${index}`)));
    clearInterval(reading);
    const seqs = answers.map(({ seq }) => seq).sort((left, right) => left - right);
    await watcher.hears(({ seq }) => seq === seqs.at(-1));
    expect(watcher.heard.map(({ seq }) => seq)).toEqual(seqs);
    expect(reads).toBeGreaterThan(0);
    watcher.close();
  });

  it("answers the first result when the same id is sent again, and a conflict to anybody else (L4)", async () => {
    const id = newId();
    const first = await send("once", cast.aiko, server.url, id);
    expect(await send("once", cast.aiko, server.url, id)).toEqual(first);
    const stolen = { id, roomId: cast.generalId, body: "once" };
    expect(await call(server.url, cast.ben, "message.send", stolen)).toMatchObject({ error: { code: "CONFLICT" } });
    const changed = { id, roomId: cast.generalId, body: "twice" };
    expect(await call(server.url, cast.aiko, "message.send", changed)).toMatchObject({ error: { code: "CONFLICT" } });
  });

  it("stores one of two that are sent at the same moment with one id (L4)", async () => {
    const id = newId();
    const [one, two] = await Promise.all([
      send("race", cast.aiko, server.url, id),
      send("race", cast.aiko, server.url, id),
    ]);
    expect(one).toEqual(two);
  });

  it("lets a command that is refused fail alone (L2)", async () => {
    const outside = { id: newId(), roomId: newId(), body: "to nowhere" };
    const [good, bad, alsoGood] = await Promise.all([
      send("before"),
      call(server.url, cast.aiko, "message.send", outside),
      send("after"),
    ]);
    expect(bad).toMatchObject({ ok: false, error: { code: "NOT_FOUND" } });
    expect([good.message.body, alsoGood.message.body]).toEqual(["before", "after"]);
  });
});

describe("a device", () => {
  it("hears what it missed and then what comes, each once and in order (L6, L7)", async () => {
    const before = await connect(server.url, cast.ben);
    const since = before.hello.cursor;
    before.close();
    await send("missed 1");
    await send("missed 2");
    const back = await connect(server.url, cast.ben, { since });
    const { seq } = await send("live");
    await back.hears((envelope) => envelope.seq === seq);
    expect(bodies(back)).toEqual(["missed 1", "missed 2", "live"]);
    back.close();
  });

  it("goes on from the table when the ring does not reach back (L7, L8)", async () => {
    const since = (await readEvents(server.url, cast.ben)).cursor;
    await send("while every node was down");
    const fresh = await server.addNode();
    const page = await readEvents(fresh.url, cast.ben, { since });
    expect(page.events).toHaveLength(1);
    expect(page.events).toEqual((await readEvents(server.url, cast.ben, { since })).events);
  });

  it("is told to reset when its cursor is of another epoch, or ahead (L7)", async () => {
    const cursor = readCursor((await readEvents(server.url, cast.ben)).cursor);
    if (!cursor) throw new Error("A page always has a cursor.");
    const foreign = formatCursor({ ...cursor, epoch: "elsewhere" });
    const ahead = formatCursor({ ...cursor, seq: cursor.seq + 1_000 });
    for (const since of [foreign, ahead]) {
      expect(await readEvents(server.url, cast.ben, { since })).toMatchObject({ reset: true, events: [] });
      const socket = await connect(server.url, cast.ben, { since });
      expect(await socket.reads(({ reset }) => reset === true)).toMatchObject({ events: [] });
      socket.close();
    }
  });

  it("on an event stream misses nothing though its line breaks before anything has come (L7)", async () => {
    const behind = (await readEvents(server.url, cast.ben)).cursor;
    await send("before the stream");
    for (const [since, missed] of [
      [behind, ["before the stream", "while it was broken"]],
      [null, ["while it was broken"]],
    ] as const) {
      const first = await openEventSource(since);
      first.close();
      const { seq } = await send("while it was broken");
      const again = await openEventSource(first.lastEventId);
      const envelopes = await again.hears(seq);
      expect(envelopes.map(({ event }) => event.type === "message.created" && event.message.body)).toEqual(missed);
      again.close();
    }
  });

  it("waits for news in a long poll and is answered when they come", async () => {
    const since = (await readEvents(server.url, cast.ben)).cursor;
    const waiting = readEvents(server.url, cast.ben, { since, wait: 20 });
    await send("worth the wait");
    const page = await waiting;
    expect(page.events.map(({ event }) => event.type)).toEqual(["message.created"]);
    expect(readCursor(page.cursor)?.seq).toBe(page.events[0]?.seq);
  });

  it("hears a room from the event that lets it in to the event that puts it out (L5)", async () => {
    const id = newId();
    await must(server.url, cast.aiko, "room.create", { id, kind: "private", name: "Kitchen" });
    const ben = await connect(server.url, cast.ben);
    await must(server.url, cast.aiko, "message.send", { id: newId(), roomId: id, body: "not for Ben" });
    await must(server.url, cast.aiko, "member.add", { roomId: id, userId: cast.ben.id });
    await must(server.url, cast.aiko, "message.send", { id: newId(), roomId: id, body: "welcome" });
    await must(server.url, cast.aiko, "member.remove", { roomId: id, userId: cast.ben.id });
    await must(server.url, cast.aiko, "message.send", { id: newId(), roomId: id, body: "he is gone" });
    const { seq } = await send("the end");
    await ben.hears((envelope) => envelope.seq === seq);
    expect(ben.heard.map(({ event }) => event.type)).toEqual([
      "member.joined",
      "room.joined",
      "message.created",
      "member.left",
      "room.left",
      "message.created",
    ]);
    expect(bodies(ben)).toEqual(["welcome", "the end"]);
    ben.close();
  });
});
