import { transportNames } from "@hiroba/client";
import { limits, newId } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { must } from "../testing/device.ts";
import { judge } from "../testing/judge.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";
import { type SyncedDevice, startDevice } from "../testing/synced-device.ts";

/*
 * One story on every transport: Chika joins, sends, edits, deletes, reacts, reads and leaves, while five devices of Ben's
 * and Dee's watch, one on each transport, on two nodes of one database. At the end every device holds what a fresh
 * snapshot holds, and has applied every event once and in order on the way there.
 */

let server: TestServer;
let nodes: [string, string];
let cast: Cast;
let watchers: SyncedDevice[];
const roomId = newId();

beforeAll(async () => {
  server = await startTestServer();
  nodes = [server.url, (await server.addNode()).url];
  cast = await createCast(server.node.app);
  await must(server.url, cast.aiko, "room.create", { id: roomId, kind: "public", name: "Garden" });
  for (const { id: userId } of [cast.ben, cast.dee])
    await must(server.url, cast.aiko, "member.add", { roomId, userId });
  watchers = await Promise.all(
    transportNames.map((transport, index) =>
      startDevice({
        name: `watcher on ${transport}`,
        person: index % 2 ? cast.dee : cast.ben,
        url: nodes[index % 2 ? 1 : 0],
        transport,
        rooms: [roomId, cast.generalId],
      }),
    ),
  );
});
afterAll(async () => {
  await Promise.all(watchers.map((watcher) => watcher.close()));
  await server.close();
});

/** Waits until everybody has everything, up to a message that all of them hear, then says what is wrong. */
async function settle(devices: SyncedDevice[]): Promise<string[]> {
  const end = { id: newId(), roomId: cast.generalId, body: `the end ${newId()}` };
  const { seq } = await must(server.url, cast.aiko, "message.send", end);
  await Promise.all(devices.map((device) => device.reaches(seq)));
  return judge({ pool: server.node.app.db.pool, url: nodes[0], devices });
}

it.each(transportNames)(
  "what is larger than a command may be fails by itself and breaks no line on %s",
  async (transport) => {
    const device = await startDevice({ name: "Ben", person: cast.ben, url: nodes[0], transport, rooms: [roomId] });
    const { client } = device;
    // Three bytes each in UTF-8: it is bytes that count.
    const tooLarge = client.send({ roomId, body: "広".repeat(limits.commandBytes / 3) });
    const next = device.send(roomId, `small, over ${transport}`);
    await device.until(({ outbox }) => outbox.length === 1 && outbox[0]?.status === "failed", "the failure alone");
    expect(client.getView().outbox).toMatchObject([{ id: tooLarge, attempts: 1, error: { code: "TOO_LARGE" } }]);
    expect(client.getView().state?.messages[next]?.body).toBe(`small, over ${transport}`);
    const answer = await client.call("draft.save", { roomId, body: "x".repeat(limits.commandBytes) });
    expect(answer).toMatchObject({ ok: false, error: { code: "TOO_LARGE" } });
    expect(client.getView().connection).toMatchObject({ status: "live", transport, reconnects: 0 });
    client.discard(tooLarge);
    await device.until(({ outbox }) => outbox.length === 0, "an empty outbox");
    await device.close();
  },
);

describe.each(transportNames)("a story told on %s", (transport) => {
  it("is the same on every device", async () => {
    const chika = await startDevice({ name: "Chika", person: cast.chika, url: nodes[1], transport, rooms: [] });
    const { client } = chika;
    await must(chika.cable.url, cast.chika, "room.join", { roomId });
    await client.openRoom(roomId);
    const first = chika.send(roomId, `hello over ${transport}`);
    const second = chika.send(roomId, `a mistake over ${transport}`);
    client.enqueue("message.edit", { messageId: first, body: `hello, everybody, over ${transport}` });
    client.enqueue("message.delete", { messageId: second });
    client.enqueue("reaction.add", { messageId: first, emoji: "🎉" });
    const { message } = await must(nodes[0], cast.aiko, "message.send", {
      id: newId(),
      roomId,
      body: "welcome @chika",
    });
    await chika.until(({ state }) => state?.rooms[roomId]?.mentions === 1, "being mentioned");
    client.enqueue("read.mark", { roomId, seq: message.seq });
    await chika.until(({ state }) => state?.rooms[roomId]?.mentions === 0, "having read");
    await chika.until(({ outbox }) => outbox.length === 0, "an empty outbox");
    expect(client.getView().connection.transport).toBe(transport);
    expect(await settle([chika, ...watchers])).toEqual([]);
    for (const { client: watching } of watchers) {
      const { messages = {} } = watching.getView().state ?? {};
      expect(messages[first]).toMatchObject({
        body: `hello, everybody, over ${transport}`,
        reactions: [{ emoji: "🎉" }],
      });
      expect(messages[second]).toMatchObject({ body: "" });
    }
    const left = await client.call("room.leave", { roomId });
    expect(left.ok).toBe(true);
    await chika.until(({ state }) => state?.rooms[roomId] === undefined, "having left");
    expect(await settle([chika, ...watchers])).toEqual([]);
    await chika.close();
  });
});

describe("in the middle of a burst", () => {
  /** Says something as Aiko, on either node; some of it is edited or deleted at once. */
  async function say(count: number): Promise<void> {
    const input = { id: newId(), roomId, body: `burst ${newId()}` };
    await must(nodes[count % 2 ? 1 : 0], cast.aiko, "message.send", input);
    const messageId = input.id;
    if (count % 5 === 1) await must(nodes[0], cast.aiko, "message.edit", { messageId, body: `edited ${newId()}` });
    if (count % 7 === 2) await must(nodes[1], cast.aiko, "message.delete", { messageId });
  }

  /** Talks while `act` runs, which can wait until more has been said. */
  async function during(act: (more: () => Promise<void>) => Promise<void>): Promise<void> {
    let [count, isOver] = [0, false];
    const talking = async () => {
      while (!isOver) await Promise.all([say(count++), say(count++), say(count++)]);
    };
    const bursting = talking();
    const more = async () => {
      for (const until = count + 5; count < until; ) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await act(more).finally(() => {
      isOver = true;
    });
    await bursting;
  }

  it("a device goes down the ladder rung by rung and up again, and misses nothing", async () => {
    const ben = await startDevice({
      name: "climber",
      person: cast.ben,
      url: nodes[0],
      transport: "websocket",
      rooms: [roomId],
    });
    await during(async (more) => {
      for (const [index, rung] of [...transportNames, ...transportNames.toReversed().slice(1)].entries()) {
        await ben.switchTo(rung);
        ben.send(roomId, `said while on ${rung}, ${index}`);
        await more();
      }
    });
    expect(await settle([ben, ...watchers])).toEqual([]);
    expect(ben.client.getView().connection).toMatchObject({ resyncs: 0, transport: "websocket" });
    await ben.close();
  });

  it.each(["auto", ...transportNames] as const)(
    "a device on %s whose line is cut again and again misses nothing, doubles nothing, and says everything once",
    async (transport) => {
      const dee = await startDevice({ name: "unlucky", person: cast.dee, url: nodes[1], transport, rooms: [roomId] });
      await during(async (more) => {
        for (let round = 0; round < 6; round++) {
          // Every other time the answers are lost first, so that what was sent must be sent again.
          if (round % 2 === 0) dee.cable.muffle();
          else dee.cable.leadTo(nodes[round % 4 === 1 ? 0 : 1]);
          dee.send(roomId, `said on ${transport} in round ${round}`);
          await more();
          await dee.breakLine();
        }
      });
      expect(await settle([dee, ...watchers])).toEqual([]);
      expect(dee.client.getView().connection.resyncs).toBe(0);
      await dee.close();
    },
  );

  it("a program that is closed and opened again goes on from its store, on the other node", async () => {
    const ben = await startDevice({
      name: "sleeper",
      person: cast.ben,
      url: nodes[0],
      transport: "sse",
      rooms: [roomId],
    });
    await during(async (more) => {
      for (const node of [nodes[1], nodes[0], nodes[1]]) {
        ben.send(roomId, `said before sleeping ${newId()}`);
        ben.cable.leadTo(node);
        await ben.restart();
        await more();
        await ben.until(({ connection }) => connection.status === "live", "being live again");
      }
    });
    expect(await settle([ben, ...watchers])).toEqual([]);
    expect(ben.client.getView().connection.resyncs).toBe(0);
    await ben.close();
  });
});
