import { type EventPage, newId, type Signal } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { connect, must, readEvents, refused, type TestSocket } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let url: string;
let cast: Cast;
const roomId = newId();

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
  // Aiko, Ben and Dee are in the room, Chika is not.
  await must(url, cast.aiko, "room.create", { id: roomId, kind: "private", name: "Kitchen" });
  for (const { id: userId } of [cast.ben, cast.dee]) await must(url, cast.aiko, "member.add", { roomId, userId });
});
afterAll(() => server.close());

const isTyping = (signal: Signal) => signal.type === "typing";
const typingIn = (page: EventPage) => (page.signals ?? []).filter(isTyping);

/** After this signal everything that was sent before it has arrived. */
async function reached(sockets: TestSocket[]): Promise<void> {
  await must(url, cast.aiko, "typing.set", { roomId: cast.generalId, typing: true });
  const isMark = (signal: Signal) => isTyping(signal) && signal.type === "typing" && signal.roomId === cast.generalId;
  await Promise.all(sockets.map((socket) => socket.senses(isMark)));
}

describe("typing.set", () => {
  it("is sensed in the room, on another node too, and by nobody outside it", async () => {
    const second = await server.addNode();
    const [aiko, chika, dee] = [
      await connect(url, cast.aiko),
      await connect(url, cast.chika),
      await connect(second.url, cast.dee, { transport: "polling" }),
    ];
    await must(url, cast.ben, "typing.set", { roomId, typing: true });
    const signal = { type: "typing", roomId, userId: cast.ben.id, typing: true };
    expect(await aiko.senses(isTyping)).toEqual(signal);
    expect(await dee.senses(isTyping)).toEqual(signal);
    await reached([aiko, chika, dee]);
    expect(chika.signals.filter(isTyping)).toHaveLength(1);
    for (const socket of [aiko, chika, dee]) socket.close();
  });

  it("is told to who polls while it lasts, and not to who may not know", async () => {
    await must(url, cast.ben, "typing.set", { roomId, typing: true });
    expect(typingIn(await readEvents(url, cast.aiko))).toContainEqual({
      type: "typing",
      roomId,
      userId: cast.ben.id,
      typing: true,
    });
    expect(typingIn(await readEvents(url, cast.chika)).some((it) => it.type === "typing" && it.roomId === roomId)).toBe(
      false,
    );
    await must(url, cast.ben, "typing.set", { roomId, typing: false });
    expect(
      typingIn(await readEvents(url, cast.aiko)).some((it) => it.type === "typing" && it.userId === cast.ben.id),
    ).toBe(false);
  });

  it("wakes a long poll", async () => {
    const since = (await readEvents(url, cast.aiko)).cursor;
    const started = performance.now();
    const waiting = readEvents(url, cast.aiko, { since, wait: 20 });
    // The wait must have begun before the signal comes, which is not kept for it.
    while ([...server.node.app.hub.connectionsOf(cast.aiko.id)].length === 0) await new Promise(setImmediate);
    await must(url, cast.dee, "typing.set", { roomId, typing: true });
    const page = await waiting;
    expect([page.events, page.cursor]).toEqual([[], since]);
    expect(typingIn(page)).toContainEqual({ type: "typing", roomId, userId: cast.dee.id, typing: true });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("is no event: it is not stored and moves no cursor (L12)", async () => {
    const head = server.node.app.tail.position();
    await must(url, cast.ben, "typing.set", { roomId, typing: true });
    expect(server.node.app.tail.position()).toBe(head);
    const { rows } = await server.node.app.db.pool.query(
      "SELECT count(*)::int FROM event WHERE body::text LIKE '%typing%'",
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  it("needs a room one is in", async () => {
    const input = { roomId, typing: true };
    expect(await refused(url, cast.chika, "typing.set", input)).toMatchObject({ code: "NOT_FOUND" });
    expect(await refused(url, cast.ben, "typing.set", { roomId, typing: "yes" } as never)).toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});
