import { newId } from "@hiroba/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { createDevice } from "./device.ts";
import type { OutboxItem } from "./outbox/outbox-item.ts";
import type { DeviceStore } from "./stores/device-store.ts";
import { createMemoryStore } from "./stores/memory.ts";
import type { SyncClient } from "./sync-client.ts";
import { createFakeServer, createFakeWire, type FakeServer } from "./testing/fake-server.ts";
import { AIKO, BEN, entryOf, GENERAL } from "./testing/story.ts";
import { until } from "./testing/until.ts";

const running: SyncClient[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const client of running.splice(0)) await client.stop();
});

function createClient(server: FakeServer, store: DeviceStore = createMemoryStore()): SyncClient {
  const { http, createOwnPart } = createFakeWire(server);
  const client = createDevice({ http, store, createPart: createOwnPart });
  running.push(client);
  return client;
}

const isLive = (client: SyncClient) => client.getView().connection.status === "live";
const bodiesOf = (client: SyncClient) => {
  const { state } = client.getView();
  return (state?.timelines[GENERAL]?.messageIds ?? []).map((id) => state?.messages[id]?.body);
};
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("a first visit takes a snapshot, and goes on from it", async () => {
  const server = createFakeServer();
  server.say("before", BEN);
  const client = createClient(server);
  await client.start();
  expect(client.getView().state).toBeNull();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  server.say("after", BEN);
  await until(() => bodiesOf(client).length === 2, "both messages");
  expect(client.getView()).toMatchObject({ userId: AIKO, presence: { [AIKO]: "away" } });
  expect(client.getView().connection).toMatchObject({ resyncs: 0, cursor: "a-12", events: 1 });
});

test("whoever listens hears of each event once, from when it is applied", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  const heard: string[] = [];
  const stop = client.listen((events) => void heard.push(...events.map(({ event }) => event.type)));
  await client.start();
  await until(() => isLive(client), "live");
  server.say("one", BEN);
  await until(() => heard.length === 1, "the event");
  stop();
  server.say("two", BEN);
  await until(() => client.getView().connection.events === 2, "the second");
  expect(heard).toEqual(["message.created"]);
});

test("a connection that does not bring back what was acknowledged is replaced; one that does is not", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  vi.useFakeTimers({ shouldAdvanceTime: true });
  server.deafen();
  client.send({ roomId: GENERAL, body: "into the void" });
  await until(() => server.bodies().length === 1, "it being stored");
  const [deaf] = server.openLinks();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(server.openLinks()).toEqual([deaf]);
  await vi.advanceTimersByTimeAsync(3_000);
  await until(() => bodiesOf(client).length === 1 && client.getView().outbox.length === 0, "the message coming back");
  expect(client.getView().connection).toMatchObject({ status: "live", reconnects: 1, resyncs: 0 });

  client.send({ roomId: GENERAL, body: "and heard" });
  await until(() => client.getView().outbox.length === 0, "the next");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(client.getView().connection.reconnects).toBe(1);
});

test("a connection stays though what had not to be changed is acknowledged with a seq of which it brings nothing", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  vi.useFakeTimers({ shouldAdvanceTime: true });
  server.whisper();
  client.enqueue("draft.save", { roomId: GENERAL, body: "" });
  await until(() => client.getView().outbox.some(({ attempts }) => attempts === 1), "the draft being sent");
  await vi.advanceTimersByTimeAsync(8_000);
  expect(server.commands).toContain("draft.save");
  expect(client.getView().connection).toMatchObject({ status: "live", reconnects: 0 });
});

test("events that come while the snapshot is fetched are in the result once", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => server.openLinks().length === 1, "a link");
  await pause(2);
  server.say("meanwhile", BEN);
  await until(() => isLive(client), "live");
  await until(() => client.getView().connection.cursor === "a-11", "the cursor");
  expect(client.getView().state?.rooms[GENERAL]?.unread).toBe(1);
});

test("a returning device shows what it held before the network answers, and is brought up to date", async () => {
  const server = createFakeServer();
  const store = createMemoryStore();
  const first = createClient(server, store);
  await first.start();
  await until(() => isLive(first), "live");
  server.say("one", BEN);
  await until(() => bodiesOf(first).length === 1, "one");
  await first.stop();

  server.say("two", BEN);
  server.isDown = true;
  const second = createClient(server, store);
  await second.start();
  expect(bodiesOf(second)).toEqual(["one"]);
  const id = second.send({ roomId: GENERAL, body: "typed offline" });
  await until(() => second.getView().outbox.length === 1, "a queued message");
  await second.stop();

  server.isDown = false;
  const third = createClient(server, store);
  await third.start();
  expect(third.getView().outbox).toMatchObject([{ id, status: "queued" }]);
  await until(() => third.getView().outbox.length === 0, "an empty outbox");
  expect(bodiesOf(third)).toEqual(["one", "two", "typed offline"]);
  expect(third.getView().state?.messages[id]?.body).toBe("typed offline");
  expect(server.snapshots).toBe(1);
});

test("a sent message is on the screen all the time: in the outbox until it is in the state", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  const id = client.send({ roomId: GENERAL, body: "hello" });
  let missing = 0;
  let isEverThere = false;
  client.subscribe(() => {
    const { outbox, state } = client.getView();
    const isThere = outbox.some((item) => item.id === id) || state?.messages[id] !== undefined;
    isEverThere ||= isThere;
    if (isEverThere && !isThere) missing += 1;
  });
  await until(() => client.getView().state?.messages[id] !== undefined, "the message");
  await until(() => client.getView().outbox.length === 0, "an empty outbox");
  expect(missing).toBe(0);
});

test("after a reset the outbox is untouched, the old state stays until the snapshot, and it is counted", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  server.isDown = true;
  server.cut();
  const id = client.send({ roomId: GENERAL, body: "mine" });
  await until(() => client.getView().outbox.length === 1, "a queued message");
  server.say("missed", BEN);
  server.trimmedTo = 11;
  expect(client.getView().state).not.toBeNull();
  server.isDown = false;
  client.reconnect();
  await until(() => isLive(client) && client.getView().outbox.length === 0, "live again");
  expect(client.getView().connection.resyncs).toBe(1);
  expect(bodiesOf(client)).toEqual(["missed", "mine"]);
  expect(client.getView().state?.messages[id]).toBeDefined();
  await until(() => client.getView().state?.members[GENERAL] !== undefined, "the members of the open room");
});

test("another epoch, as after a restored backup, resets the device, which first sends again what was acknowledged only there", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  const [link] = server.openLinks();
  if (!link) throw new Error("A live device has a link.");
  // Its event does not come any more, its answer does.
  link.isClosed = true;
  client.send({ roomId: GENERAL, body: "acknowledged" });
  await until(() => server.bodies().length === 1, "the message");
  await pause(5);
  expect(client.getView().outbox).toMatchObject([{ status: "sending" }]);
  server.epoch = "b";
  server.isDown = true;
  link.events.handleEnd({ cause: "dropped", failure: null });
  client.send({ roomId: GENERAL, body: "typed meanwhile" });
  server.isDown = false;
  client.reconnect();
  await until(() => client.getView().connection.cursor?.startsWith("b-") === true, "the new epoch");
  expect(client.getView().connection.resyncs).toBe(1);
  await until(() => client.getView().outbox.length === 0, "an empty outbox");
  // What comes after them are the same again: until the snapshot is there nothing counts as acknowledged.
  expect(server.attempts.slice(0, 3)).toEqual(["acknowledged", "acknowledged", "typed meanwhile"]);
});

test("a snapshot from before what came live leaves a hole, which the device fills", async () => {
  const server = createFakeServer();
  const { snapshot } = server.http;
  const old = await snapshot([], new AbortController().signal);
  server.say("missed", BEN);
  server.http.snapshot = async () => {
    server.say("live", BEN);
    return old;
  };
  const client = createClient(server);
  await client.start();
  await until(() => client.getView().connection.cursor === "a-12", "both messages");
  expect(bodiesOf(client)).toEqual(["missed", "live"]);
});

test("what one person gave up is not taken back as another", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  server.isDown = true;
  server.cut();
  const undo = client.discard(client.send({ roomId: GENERAL, body: "Aiko's" }));
  server.userId = BEN;
  server.isDown = false;
  client.reconnect();
  await until(() => client.getView().userId === BEN && isLive(client), "Ben");
  undo();
  client.send({ roomId: GENERAL, body: "Ben's" });
  await until(() => server.bodies().length > 0, "a message");
  expect(server.bodies()).toEqual(["Ben's"]);
});

test("a snapshot from before a line was cut and opened again leaves a hole, which the device fills", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  const { snapshot } = server.http;
  const old = await snapshot([], new AbortController().signal);
  const answers: (() => void)[] = [];
  server.http.snapshot = () => new Promise((resolve) => answers.push(() => resolve(old)));
  await client.start();
  await until(() => answers.length === 1, "a snapshot being asked for");
  server.isDown = true;
  server.cut();
  server.say("meanwhile", BEN);
  server.isDown = false;
  client.reconnect();
  await until(() => client.getView().connection.reconnects === 1, "another line");
  answers[0]?.();
  await until(() => isLive(client), "live");
  expect(client.getView().connection.cursor).toBe("a-11");
});

test("what was said on the last visit goes out first, then what is said before anybody is known", async () => {
  const server = createFakeServer();
  const store = createMemoryStore();
  const first = createClient(server, store);
  await first.start();
  await until(() => isLive(first), "live");
  server.isDown = true;
  server.cut();
  first.send({ roomId: GENERAL, body: "yesterday" });
  await until(() => first.getView().outbox.length === 1, "a queued message");
  await first.stop();

  server.isDown = false;
  const second = createClient(server, store);
  second.send({ roomId: GENERAL, body: "today" });
  await second.start();
  await until(() => server.bodies().length === 2, "both messages");
  expect(server.bodies()).toEqual(["yesterday", "today"]);
});

test("what pages left is said by whom it is, once they are known, but no draft that is older than another", async () => {
  const server = createFakeServer();
  const left = new Map<string, OutboxItem[]>();
  const store: DeviceStore = {
    ...createMemoryStore(),
    takeLeft: (userId) => {
      const items = left.get(userId) ?? [];
      left.delete(userId);
      return items;
    },
  };
  const client = createClient(server, store);
  const fields = { roomId: GENERAL, status: "queued", attempts: 0, queuedAt: 1_000, error: null } as const;
  const message = (id: string, body: string): OutboxItem => {
    return { ...fields, id, command: "message.send", input: { id, roomId: GENERAL, body } };
  };
  left.set(AIKO, [message(newId(), "left by Aiko")]);
  left.set(BEN, [message(newId(), "left by Ben")]);
  await client.start();
  await until(() => server.bodies().length === 1, "the message");
  expect(server.bodies()).toEqual(["left by Aiko"]);
  expect([...left.keys()]).toEqual([BEN]);

  server.isDown = true;
  server.cut();
  client.enqueue("draft.save", { roomId: GENERAL, body: "newer" });
  left.set(AIKO, [{ ...fields, id: newId(), command: "draft.save", input: { roomId: GENERAL, body: "older" } }]);
  await client.stop();
  server.isDown = false;
  await client.start();
  const drafts = () => client.getView().outbox.filter(({ command }) => command === "draft.save");
  expect(drafts().map(({ input }) => input)).toEqual([expect.objectContaining({ body: "newer" })]);
});

test("a snapshot that is somebody else's, as the session has become theirs, is not shown as one's own", async () => {
  const server = createFakeServer();
  const { snapshot } = server.http;
  server.http.snapshot = (...args) => {
    server.userId = BEN;
    return snapshot(...args);
  };
  const client = createClient(server);
  const shown: unknown[] = [];
  client.subscribe(() => {
    const { userId, state } = client.getView();
    if (state) shown.push([userId, state.userId]);
  });
  await client.start();
  await until(() => isLive(client) && client.getView().state !== null, "Ben's state");
  expect(new Set(shown.map(String))).toEqual(new Set([`${BEN},${BEN}`]));
});

test("what is kept of somebody and read late is not taken for the next, nor sent as theirs", async () => {
  const server = createFakeServer();
  const store = createMemoryStore();
  const aiko = createClient(server, store);
  await aiko.start();
  await until(() => isLive(aiko), "live");
  server.isDown = true;
  server.cut();
  aiko.send({ roomId: GENERAL, body: "Aiko's" });
  await until(() => aiko.getView().outbox.length === 1, "a queued message");
  await aiko.stop();
  await store.writeDevice({ userId: null });

  server.isDown = false;
  let finishReading = () => {};
  const reading = new Promise<void>((resolve) => {
    finishReading = resolve;
  });
  const readPerson: DeviceStore["readPerson"] = async (userId) => {
    if (userId === AIKO) await reading;
    return store.readPerson(userId);
  };
  const client = createClient(server, { ...store, readPerson });
  await client.start();
  await until(() => client.getView().userId === AIKO, "Aiko");
  server.userId = BEN;
  server.cut();
  client.reconnect();
  await until(() => isLive(client) && client.getView().state?.userId === BEN, "Ben");
  finishReading();
  await pause(20);
  expect(client.getView()).toMatchObject({ userId: BEN, outbox: [], state: { userId: BEN } });
  expect(server.bodies()).toEqual([]);
});

test("when somebody else signs in, nothing of the first is shown or sent, and it is back when they are", async () => {
  const server = createFakeServer();
  const store = createMemoryStore();
  const aiko = createClient(server, store);
  await aiko.start();
  await until(() => isLive(aiko), "live");
  await aiko.openRoom(GENERAL);
  server.isDown = true;
  server.cut();
  aiko.send({ roomId: GENERAL, body: "Aiko's" });
  await until(() => aiko.getView().outbox.length === 1, "a queued message");
  await aiko.stop();

  server.userId = BEN;
  server.isDown = false;
  const ben = createClient(server, store);
  await ben.start();
  await until(() => isLive(ben) && ben.getView().userId === BEN, "Ben");
  expect(ben.getView()).toMatchObject({ outbox: [], state: { userId: BEN } });
  await pause(20);
  await ben.stop();
  expect(server.bodies()).toEqual([]);

  server.userId = AIKO;
  const back = createClient(server, store);
  await back.start();
  await until(() => back.getView().userId === AIKO && server.bodies().length === 1, "Aiko's message");
  expect(server.bodies()).toEqual(["Aiko's"]);
});

test("after stopping and clearing, nothing of the person is left in the store or shown at the next start", async () => {
  const server = createFakeServer();
  const store = createMemoryStore();
  const client = createClient(server, store);
  await client.start();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  client.send({ roomId: GENERAL, body: "on its way" });
  await pause(0);
  await client.stop();
  await store.clear();
  await pause(30);
  expect(await store.readPerson(AIKO)).toEqual({ held: null, outbox: [] });
  expect(await store.readDevice()).toEqual({ userId: null, transport: null });
  server.isDown = true;
  await client.start();
  expect(client.getView()).toMatchObject({ state: null, userId: null, outbox: [] });
});

test("views keep their identity while nothing changes, and change once for a batch", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  await pause(10);
  const before = client.getView();
  let changes = 0;
  client.subscribe(() => {
    changes += 1;
  });
  server.say("one", BEN);
  server.say("two", BEN);
  expect(client.getView()).toBe(before);
  await pause(1);
  expect(changes).toBe(1);
  const after = client.getView();
  expect(after.state?.users).toBe(before.state?.users);
  expect(after.outbox).toBe(before.outbox);
  await pause(10);
  expect(client.getView()).toBe(after);
});

test("a page that cannot be read is an error for whoever asked, and is fetched when the connection is back", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  server.say("hello", BEN);
  server.isDown = true;
  server.cut();
  await expect(client.openRoom(GENERAL)).rejects.toMatchObject({ name: "CommandError", code: "UNAVAILABLE" });
  server.isDown = false;
  client.reconnect();
  await until(() => client.getView().state?.members[GENERAL] !== undefined, "the members");
  expect(bodiesOf(client)).toEqual(["hello"]);
});

test("whoever is put out of a room and let in again within one page has what is said there", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  server.say("before", BEN);
  await until(() => bodiesOf(client).length === 1, "the message");
  server.tell({ type: "room.left", roomId: GENERAL }, { type: "room.joined", entry: entryOf(GENERAL) });
  await until(() => client.getView().connection.cursor === "a-13", "both events");
  await until(() => bodiesOf(client).length === 1, "the message again");
  await until(() => client.getView().state?.members[GENERAL] !== undefined, "the members again");
  server.say("after", BEN);
  await until(() => bodiesOf(client).length === 2, "what is said then");
  expect(bodiesOf(client)).toEqual(["before", "after"]);
});

test("of a room that nobody looks at a device holds no more than a hundred messages, however many are said", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  const hear = async (count: number) => {
    for (let number = 0; number < count; number++) server.say(`message ${server.head() + 1}`, BEN);
    await until(() => client.getView().connection.cursor === `a-${server.head()}`, "all that is said");
  };
  await client.openRoom(GENERAL);
  await hear(120);
  expect(bodiesOf(client)).toHaveLength(120);
  client.closeRoom(GENERAL);
  await hear(50);
  expect(bodiesOf(client)).toHaveLength(100);
  await hear(1);
  expect(bodiesOf(client)).toHaveLength(50);
  expect(bodiesOf(client).at(-1)).toBe(`message ${server.head()}`);
  expect(Object.keys(client.getView().state?.messages ?? {})).toHaveLength(50);
  expect(client.getView().state).toMatchObject({
    rooms: { [GENERAL]: { unread: 171 } },
    timelines: { [GENERAL]: { older: true, newer: false } },
  });
});

/** Aiko's device, offline, with a message that was tried: the server has it or not, and no answer came, nor its event. */
async function sendIntoTheUnknown({ isStored }: { isStored: boolean }) {
  const server = createFakeServer();
  const client = createClient(server);
  await client.start();
  await until(() => isLive(client), "live");
  await client.openRoom(GENERAL);
  server.deafen();
  if (isStored) server.isMute = true;
  else server.isDown = true;
  const id = client.send({ roomId: GENERAL, body: "hello" });
  const isUnanswered = () =>
    client.getView().outbox.some(({ status, attempts }) => status === "queued" && attempts > 0);
  await until(isUnanswered, "no answer");
  server.isDown = true;
  server.cut();
  expect(server.bodies()).toEqual(isStored ? ["hello"] : []);
  server.commands = [];
  const comeBack = async () => {
    server.isDown = false;
    server.isMute = false;
    client.reconnect();
    await until(() => isLive(client) && client.getView().outbox.length === 0, "an empty outbox");
  };
  const asked = () => server.commands.filter((name) => name.startsWith("message."));
  return { server, client, id, comeBack, asked };
}

test("a message that is given up does not stand there afterwards, though the server had it", async () => {
  const { client, id, comeBack, asked } = await sendIntoTheUnknown({ isStored: true });
  client.discard(id);
  await comeBack();
  expect(client.getView().state?.messages[id]).toMatchObject({ body: "", deletedAt: expect.any(String) });
  expect(asked()).toEqual(["message.delete"]);
});

test("one that is given up and had not come is never sent, and its deletion no failure", async () => {
  const { server, client, id, comeBack } = await sendIntoTheUnknown({ isStored: false });
  client.discard(id);
  await comeBack();
  expect(server.bodies()).toEqual([]);
});

test("one that is given up and had back is there once, with what was done to it", async () => {
  const { server, client, id, comeBack, asked } = await sendIntoTheUnknown({ isStored: true });
  client.enqueue("message.edit", { messageId: id, body: "hello there" });
  const undo = client.discard(id);
  undo();
  await until(() => client.getView().outbox.length === 2, "the message and its change");
  expect(client.getView().outbox).toMatchObject([
    { id, command: "message.send", input: { id, body: "hello" } },
    { command: "message.edit", input: { messageId: id, body: "hello there" } },
  ]);
  await comeBack();
  expect(asked()).toEqual(["message.send", "message.edit"]);
  expect(server.bodies()).toEqual(["hello"]);
  expect(bodiesOf(client)).toEqual(["hello"]);
});

test("one that is had back after it was deleted is said anew, with what was done to it", async () => {
  const { server, client, id, comeBack } = await sendIntoTheUnknown({ isStored: true });
  client.enqueue("message.edit", { messageId: id, body: "hello there" });
  const undo = client.discard(id);
  await comeBack();
  expect(bodiesOf(client)).toEqual([""]);
  server.isDown = true;
  server.cut();
  undo();
  await until(() => client.getView().outbox.length === 2, "the message and its change");
  const [again, edit] = client.getView().outbox;
  expect(again?.id).not.toBe(id);
  expect(edit?.input).toEqual({ id: edit?.id, messageId: again?.id, body: "hello there" });
  await comeBack();
  expect(bodiesOf(client)).toEqual(["", "hello"]);
  expect(server.bodies()).toEqual(["hello", "hello"]);
});

test("one that was never tried is only dropped, and had back as it was", async () => {
  const server = createFakeServer();
  const client = createClient(server);
  server.isDown = true;
  await client.start();
  const id = client.send({ roomId: GENERAL, body: "hello" });
  const undo = client.discard(id);
  await until(() => client.getView().outbox.length === 0, "an empty outbox");
  undo();
  await until(() => client.getView().outbox.length === 1, "the message");
  expect(client.getView().outbox).toMatchObject([{ id, command: "message.send", status: "queued", attempts: 0 }]);
});

test("a change goes out under the id it has in the outbox, so that a late copy of it is known", async () => {
  const client = createClient(createFakeServer());
  client.enqueue("message.edit", { messageId: "m1", body: "two" });
  client.enqueue("message.delete", { messageId: "m1" });
  await until(() => client.getView().outbox.length === 2, "both changes");
  const [edit, deletion] = client.getView().outbox;
  expect(edit?.input).toEqual({ id: edit?.id, messageId: "m1", body: "two" });
  expect(deletion?.input).toEqual({ messageId: "m1" });
});
