import { limits, newId, type Signal } from "@hiroba/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addToRoom } from "../rooms/membership-writes.ts";
import { type Cast, createCast, createPerson, type Person } from "../testing/cast.ts";
import { connect, must, readEvents, refused, toAuthorization } from "../testing/device.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let url: string;
let cast: Cast;

beforeAll(async () => {
  server = await startTestServer();
  url = server.url;
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

const says = (userId: string, presence: string) => (signal: Signal) =>
  signal.type === "presence" && signal.people[userId] === presence;

const names = (userId: string) => (signal: Signal) => signal.type === "presence" && userId in signal.people;

type Open = { close(): Promise<void> };

/** Asks for what waits or never ends, and waits until it is open. */
async function open(person: Person, { path, accept }: { path: string; accept: string }): Promise<Open> {
  const count = () => [...server.node.app.hub.connectionsOf(person.id)].length;
  const before = count();
  const aborting = new AbortController();
  const headers = { ...toAuthorization(person), accept };
  // Held until it is closed: a stream whose response nobody holds is ended with it when memory is tidied.
  const response = fetch(url + path, { headers, signal: aborting.signal }).catch(() => undefined);
  await expect.poll(count).toBe(before + 1);
  return {
    close: async () => {
      const held = count();
      aborting.abort();
      await response;
      await expect.poll(count).toBe(held - 1);
    },
  };
}

const stream = { path: "/v1/events", accept: "text/event-stream" };
const longPoll = { path: "/v1/events?wait=30", accept: "application/json" };

describe("presence", () => {
  it("is that of the most present connection, on any node, and ends a moment after the last", async () => {
    const second = await server.addNode();
    const watcher = await connect(url, cast.aiko);
    const laptop = await connect(url, cast.ben);
    await watcher.senses(says(cast.ben.id, "away"));
    const phone = await connect(second.url, cast.ben, { transport: "polling" });
    await phone.socket.emitWithAck("presence.set", { presence: "active" });
    await watcher.senses(says(cast.ben.id, "active"));
    expect((await connect(url, cast.dee)).hello.presence).toMatchObject({ [cast.ben.id]: "active" });
    watcher.signals.length = 0;
    laptop.close();
    phone.close();
    await watcher.senses(says(cast.ben.id, "offline"));
    watcher.close();
  });

  it("said by a connection right before it goes does not outlive it", async () => {
    const person = await createPerson(server.node.app, "emi");
    const watcher = await connect(url, cast.aiko);
    const path = "/socket.io/?EIO=4&transport=polling";
    const send = async (sid: string, packets: string) =>
      (await fetch(`${url}${path}${sid}`, { method: "POST", body: packets })).text();
    const opened = await (await fetch(url + path)).text();
    const sid = `&sid=${(JSON.parse(opened.slice(1)) as { sid: string }).sid}`;
    await send(sid, `40${JSON.stringify({ token: person.token })}`);
    await watcher.senses(says(person.id, "away"));
    // Both in one piece: it has gone by the time its command is run.
    await send(sid, '420["presence.set",{"presence":"active"}]\x1e41');
    await watcher.senses(says(person.id, "offline"));
    watcher.close();
  });

  it("of who only polls is told too", async () => {
    const watcher = await connect(url, cast.aiko);
    await readEvents(url, cast.chika);
    await watcher.senses(says(cast.chika.id, "away"));
    await must(url, cast.chika, "presence.set", { presence: "active" });
    await watcher.senses(says(cast.chika.id, "active"));
    watcher.close();
  });

  it.each([
    ["another event stream", stream],
    ["a long poll that waits", longPoll],
  ])("stays when an event stream ends and %s of the same session or token is open", async (name, other) => {
    const person = await createPerson(server.node.app, name.replaceAll(" ", "."));
    const watcher = await connect(url, cast.aiko);
    const first = await open(person, stream);
    await must(url, person, "presence.set", { presence: "active" });
    await watcher.senses(says(person.id, "active"));
    const second = await open(person, other);
    await first.close();
    watcher.signals.length = 0;
    // Somebody else leaves a little later, and is told of as gone.
    const guest = await connect(url, cast.ben);
    await watcher.senses(says(cast.ben.id, "away"));
    guest.close();
    await watcher.senses(says(cast.ben.id, "offline"));
    expect(watcher.signals.filter(names(person.id))).toEqual([]);
    await second.close();
    watcher.close();
  });

  it("is told to a device on Socket.IO polling as well, between two of its polls", async () => {
    const watcher = await connect(url, cast.aiko, { transport: "polling" });
    const laptop = await connect(url, cast.ben);
    for (const presence of ["active", "away", "active"] as const) {
      await laptop.socket.emitWithAck("presence.set", { presence });
      await watcher.senses(says(cast.ben.id, presence));
    }
    laptop.close();
    watcher.close();
  });

  it("of who polls stays as they said when they poll again", async () => {
    await must(url, cast.chika, "presence.set", { presence: "active" });
    const page = await readEvents(url, cast.chika);
    expect(page.signals?.some(says(cast.chika.id, "active"))).toBe(true);
    expect((await readEvents(url, cast.chika)).signals?.some(says(cast.chika.id, "active"))).toBe(true);
  });

  it("is told again to who polls only when it is another", async () => {
    await must(url, cast.chika, "presence.set", { presence: "active" });
    const { presence } = await readEvents(url, cast.chika);
    expect((await readEvents(url, cast.chika, { presence })).signals).toEqual([]);
    await must(url, cast.chika, "presence.set", { presence: "away" });
    const page = await readEvents(url, cast.chika, { presence });
    expect(page.signals?.some(says(cast.chika.id, "away"))).toBe(true);
  });

  it("in a workspace of many is heard of by those who share a small room", async () => {
    const crowd = await startTestServer();
    const people = await createCast(crowd.node.app);
    const { aiko, ben, chika, dee, generalId } = people;
    const names = Array.from({ length: limits.presenceMembers }, (_, index) => `guest${index}`);
    const guests = await Promise.all(names.map((name) => createPerson(crowd.node.app, name)));
    await crowd.node.app.log.write(aiko.id, async (tx) => {
      for (const { id: userId } of guests) await addToRoom(tx, { roomId: generalId, userId, role: "member" });
    });
    const roomId = newId();
    await must(crowd.url, aiko, "room.create", { id: roomId, kind: "private", name: "Corner" });
    await must(crowd.url, aiko, "member.add", { roomId, userId: ben.id });
    const [friend, stranger] = [await connect(crowd.url, aiko), await connect(crowd.url, dee)];
    const mine = await connect(crowd.url, ben);
    await friend.senses(says(ben.id, "away"));
    await mine.senses(says(ben.id, "away"));
    expect((await connect(crowd.url, aiko)).hello.presence).toEqual({ [aiko.id]: "away", [ben.id]: "away" });
    expect((await connect(crowd.url, chika)).hello.presence).toEqual({ [chika.id]: "away" });
    await stranger.senses(says(dee.id, "away"));
    expect(stranger.signals.some(says(ben.id, "away"))).toBe(false);
    await crowd.close();
  });

  it.each([{ presence: "offline" }, { presence: "invisible" }, {}])("%j cannot be claimed", async (input) => {
    expect(await refused(url, cast.ben, "presence.set", input as never)).toMatchObject({ code: "INVALID_INPUT" });
  });
});
