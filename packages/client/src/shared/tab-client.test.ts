import { type EventPage, newId } from "@hiroba/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OutboxItem } from "../outbox/outbox-item.ts";
import type { DeviceStore } from "../stores/device-store.ts";
import { createMemoryStore } from "../stores/memory.ts";
import type { SyncClient } from "../sync-client.ts";
import { createFakeLocks } from "../testing/fake-locks.ts";
import { createFakeServer, createFakeWire, type FakeServer } from "../testing/fake-server.ts";
import { AIKO, BEN, GENERAL } from "../testing/story.ts";
import { until } from "../testing/until.ts";
import { openTabChannel, type TabChannel } from "./channel.ts";
import { createSharedClient } from "./tab-client.ts";

let locks: ReturnType<typeof createFakeLocks>;
const running: SyncClient[] = [];
const frozenDisks: (() => void)[] = [];
let count = 0;

beforeEach(() => {
  locks = createFakeLocks();
  vi.stubGlobal("navigator", { locks });
});
afterEach(async () => {
  // A tab that stops waits for what it is storing.
  for (const thaw of frozenDisks.splice(0)) thaw();
  for (const tab of running.splice(0)) await tab.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A channel whose tab can stop hearing and speaking, as a frozen or crashed page does. */
function openMortalChannel(name: string) {
  const channel = openTabChannel(name);
  const mortal = { isDead: false, disk: Promise.resolve() };
  const wrapped: TabChannel = {
    post: (message) => mortal.isDead || channel.post(message),
    listen: (handleMessage) => channel.listen((message) => mortal.isDead || handleMessage(message)),
  };
  return Object.assign(mortal, { channel: wrapped });
}

/** Lets nothing of a tab be stored until the disk is thawed, at the latest at the end of the story. */
function freezeDisk(mortal: { disk: Promise<void> }): () => void {
  let thaw = () => {};
  mortal.disk = new Promise((resolve) => (thaw = resolve));
  frozenDisks.push(thaw);
  return thaw;
}

/** A browser whose tabs share a store. */
function createBrowser(server: FakeServer) {
  const store = createMemoryStore();
  const name = `tabs-test-${count++}`;
  const left: OutboxItem[] = [];
  const leave = (_: string, items: readonly OutboxItem[]) => void left.push(...items);
  const takeLeft = () => left.splice(0);
  const openMortalTab = async () => {
    const mortal = openMortalChannel(name);
    const writePerson: DeviceStore["writePerson"] = async (userId, changes) => {
      await mortal.disk;
      if (!mortal.isDead) await store.writePerson(userId, changes);
    };
    const wire = createFakeWire(server);
    const tab = createSharedClient({
      name,
      store: { ...store, writePerson, leave, takeLeft },
      wire,
      channel: mortal.channel,
    });
    running.push(tab);
    await tab.start();
    return { tab, mortal };
  };
  return { name, store, openMortalTab, openTab: async () => (await openMortalTab()).tab };
}

/** Two tabs that are live; the first has the connection, and may freeze. */
async function openTwoTabs() {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const { tab: first, mortal } = await browser.openMortalTab();
  const second = await browser.openTab();
  await until(() => isLive(first) && isLive(second), "live");
  return { server, first, mortal, second };
}

const isLive = (tab: SyncClient) => tab.getView().connection.status === "live";
const bodiesOf = (tab: SyncClient) => {
  const { state } = tab.getView();
  return (state?.timelines[GENERAL]?.messageIds ?? []).map((id) => state?.messages[id]?.body);
};
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("twenty tabs cost one connection, and all hold the same", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const tabs: SyncClient[] = [];
  for (let index = 0; index < 20; index++) tabs.push(await browser.openTab());
  await until(() => tabs.every(isLive), "all live");
  await Promise.all(tabs.map((tab) => tab.openRoom(GENERAL)));
  server.say("hello", BEN);
  await until(() => tabs.every((tab) => bodiesOf(tab).length === 1), "the message in every tab");
  expect(server.links).toHaveLength(1);
  const [first, ...others] = tabs.map((tab) => tab.getView());
  for (const view of others) {
    expect(view.state).toEqual(first?.state);
    expect(view.connection.cursor).toBe("a-11");
    expect(view.presence).toEqual({ [AIKO]: "away" });
    expect(view.userId).toBe(AIKO);
  }
});

test("a tab opened later shows the stored state at once, and needs no snapshot", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const first = await browser.openTab();
  await until(() => isLive(first), "live");
  await first.openRoom(GENERAL);
  server.say("one", BEN);
  await until(() => bodiesOf(first).length === 1, "one");
  while ((await browser.store.readPerson(AIKO)).held?.cursor !== "a-11") await pause(20);
  server.say("two", BEN);
  const second = await browser.openTab();
  expect(bodiesOf(second)).toEqual(["one"]);
  await until(() => bodiesOf(second).length === 2 && isLive(second), "two");
  expect(server.snapshots).toBe(1);
  expect(server.links).toHaveLength(1);
});

test("what any tab sends goes through one outbox, which every tab shows", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const [first, second, third] = [await browser.openTab(), await browser.openTab(), await browser.openTab()];
  await until(() => [first, second, third].every(isLive), "live");
  server.isDown = true;
  server.cut();
  const ids = [second.send({ roomId: GENERAL, body: "1" }), first.send({ roomId: GENERAL, body: "2" })];
  await until(
    () => [first, second, third].every((tab) => tab.getView().outbox.length === 2),
    "both messages in every outbox",
  );
  third.discard(ids[1] ?? "");
  await until(() => second.getView().outbox.length === 1, "one message discarded");
  server.isDown = false;
  second.reconnect();
  await until(() => [first, second, third].every((tab) => tab.getView().outbox.length === 0), "empty outboxes");
  expect(server.bodies()).toEqual(["1"]);
});

/** Counts the views of a tab that lack a message which was there before. */
function watchFor(tab: SyncClient, id: string) {
  const watch = { isEverThere: false, missing: 0 };
  tab.subscribe(() => {
    const { outbox, state } = tab.getView();
    const isThere = outbox.some((item) => item.id === id) || state?.messages[id] !== undefined;
    watch.isEverThere ||= isThere;
    if (watch.isEverThere && !isThere) watch.missing += 1;
  });
  return watch;
}

test.each([
  ["before", false],
  ["after", true],
])(
  "a message never leaves the screen of the tab that sent it, when its event comes %s its answer",
  async (_, isLate) => {
    const server = createFakeServer();
    server.isLate = isLate;
    const browser = createBrowser(server);
    const [first, second] = [await browser.openTab(), await browser.openTab()];
    await until(() => isLive(first) && isLive(second), "live");
    await second.openRoom(GENERAL);
    const id = second.send({ roomId: GENERAL, body: "hello" });
    const watch = watchFor(second, id);
    await until(() => watch.isEverThere && second.getView().outbox.length === 0, "sent");
    expect(watch.missing).toBe(0);
    expect(bodiesOf(second)).toEqual(["hello"]);
  },
);

test("nor does it where the tabs have to start anew, and the one with the connection is there first", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const [first, second] = [await browser.openTab(), await browser.openTab()];
  await until(() => isLive(first) && isLive(second), "live");
  await second.openRoom(GENERAL);
  server.deafen();
  const id = second.send({ roomId: GENERAL, body: "hello" });
  const watch = watchFor(second, id);
  await until(() => server.bodies().length === 1, "the message being stored");
  const { snapshot } = server.http;
  let asked = 0;
  server.http.snapshot = async (...args) => {
    asked += 1;
    if (asked > 1) await until(() => first.getView().outbox.length === 0, "the first tab's state");
    return snapshot(...args);
  };
  server.trimmedTo = server.head();
  server.cut();
  first.reconnect();
  await until(() => second.getView().connection.resyncs === 1 && second.getView().outbox.length === 0, "the new state");
  expect(watch).toEqual({ isEverThere: true, missing: 0 });
  await until(() => bodiesOf(second).length === 1, "the message");
});

test.each([
  ["at once", false],
  ["when all tabs know", true],
])("what a tab gives up, that may have been sent, and has back %s is there once", async (_, waits) => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const [first, second] = [await browser.openTab(), await browser.openTab()];
  await until(() => isLive(first) && isLive(second), "live");
  await second.openRoom(GENERAL);
  server.deafen();
  server.isMute = true;
  const id = second.send({ roomId: GENERAL, body: "hello" });
  const shows = (command: string) => second.getView().outbox.every((item) => item.command === command);
  await until(() => second.getView().outbox.some(({ attempts, error }) => attempts > 0 && error !== null), "no answer");
  server.isDown = true;
  server.cut();
  await until(() => second.getView().outbox[0]?.status === "queued", "nothing under way");
  const undo = second.discard(id);
  if (waits) await until(() => shows("message.delete"), "its deletion");
  undo();
  await until(() => first.getView().outbox.length === 1 && shows("message.send"), "the message again");
  server.isDown = false;
  server.isMute = false;
  first.reconnect();
  await until(() => [first, second].every((tab) => tab.getView().outbox.length === 0), "empty outboxes");
  expect(server.bodies()).toEqual(["hello"]);
  expect(bodiesOf(second)).toEqual(["hello"]);
});

test("when the tab with the connection closes, another takes over with nothing lost", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const [first, second, third] = [await browser.openTab(), await browser.openTab(), await browser.openTab()];
  await until(() => [first, second, third].every(isLive), "live");
  await Promise.all([second.openRoom(GENERAL), third.openRoom(GENERAL)]);
  server.say("one", BEN);
  await until(() => bodiesOf(third).length === 1, "one");
  const { snapshots } = server;
  const stopping = first.stop();
  server.say("two", BEN);
  const id = third.send({ roomId: GENERAL, body: "three" });
  await stopping;
  await until(() => bodiesOf(third).length === 3 && bodiesOf(second).length === 3, "everything");
  await until(() => third.getView().outbox.length === 0, "an empty outbox");
  expect(bodiesOf(second)).toEqual(["one", "two", "three"]);
  expect(server.bodies()).toEqual(["one", "two", "three"]);
  expect(third.getView().state?.messages[id]).toBeDefined();
  expect(server.openLinks()).toHaveLength(1);
  expect(server.snapshots).toBe(snapshots);
});

test("when it crashes with a message just handed to it, the message is sent by the next", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const { tab: first, mortal } = await browser.openMortalTab();
  const [second, third] = [await browser.openTab(), await browser.openTab()];
  await until(() => [first, second, third].every(isLive), "live");
  await Promise.all([second.openRoom(GENERAL), third.openRoom(GENERAL)]);
  mortal.isDead = true;
  server.cut();
  server.isDown = true;
  const id = second.send({ roomId: GENERAL, body: "from the next leader" });
  third.send({ roomId: GENERAL, body: "from a follower" });
  await pause(20);
  expect(second.getView().outbox).toMatchObject([{ id, status: "queued" }]);
  server.isDown = false;
  locks.crash();
  await until(() => [second, third].every((tab) => bodiesOf(tab).length === 2), "both messages");
  await until(() => [second, third].every((tab) => tab.getView().outbox.length === 0), "empty outboxes");
  expect(server.bodies().sort()).toEqual(["from a follower", "from the next leader"]);
});

test("what is given up while it does not hear is not sent by the next, and what it may have sent is deleted", async () => {
  const { server, mortal, second } = await openTwoTabs();
  await second.openRoom(GENERAL);
  server.isMute = true;
  const tried = second.send({ roomId: GENERAL, body: "tried" });
  await until(
    () => second.getView().outbox.some(({ attempts, status }) => attempts > 0 && status === "queued"),
    "a try",
  );
  mortal.isDead = true;
  server.isDown = true;
  server.isMute = false;
  const untried = second.send({ roomId: GENERAL, body: "untried" });
  await pause(5);
  for (const id of [tried, untried]) second.discard(id);
  locks.crash();
  await until(() => second.getView().outbox.every(({ command }) => command === "message.delete"), "the deletion alone");
  server.isDown = false;
  second.reconnect();
  await until(() => isLive(second) && second.getView().outbox.length === 0, "an empty outbox");
  expect(bodiesOf(second)).toEqual([""]);
});

test("a looked-at tab takes the connection from one that is frozen, which follows when it thaws", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { server, first, mortal, second } = await openTwoTabs();
  await second.openRoom(GENERAL);
  mortal.isDead = true;
  await passTime(30_000);
  expect(server.links).toHaveLength(1);
  second.setActive(true);
  await passTime(9_000);
  expect(server.links).toHaveLength(1);
  await passTime(6_000);
  await until(() => server.openLinks().length === 1 && server.links.length === 2, "the second tab's connection");
  mortal.isDead = false;
  server.say("hello", BEN);
  await until(() => bodiesOf(second).length === 1, "the message");
  await passTime(6_000);
  await until(() => first.getView().connection.cursor === "a-11", "the message in the thawed tab");
  expect(server.openLinks()).toHaveLength(1);
});

test("what is written in a frozen tab as it thaws is sent by the tab that took the connection", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { server, first, mortal, second } = await openTwoTabs();
  mortal.isDead = true;
  freezeDisk(mortal);
  first.send({ roomId: GENERAL, body: "here again" });
  second.setActive(true);
  await passTime(15_000);
  await until(() => server.links.length === 2, "the second tab's connection");
  mortal.isDead = false;
  await passTime(6_000);
  await until(() => server.bodies().length === 1, "the message");
  await until(() => [first, second].every((tab) => tab.getView().outbox.length === 0), "empty outboxes");
  expect(server.bodies()).toEqual(["here again"]);
});

/** Lets intervals fire with time for messages between tabs to travel. */
async function passTime(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 1_000) {
    vi.advanceTimersByTime(1_000);
    await pause(3);
  }
}

test.each([
  ["the tab with the connection", 0],
  ["another tab", 1],
])("what %s could not hand on before it was left is sent by its next page, once", async (_, index) => {
  const page = new EventTarget();
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", new EventTarget());
  const server = createFakeServer();
  const browser = createBrowser(server);
  const tabs = [await browser.openMortalTab(), await browser.openMortalTab()];
  await until(() => tabs.every(({ tab }) => isLive(tab)), "live");
  const { tab, mortal } = tabs[index] as (typeof tabs)[number];
  const thaw = freezeDisk(mortal);
  mortal.isDead = true;
  tab.send({ roomId: GENERAL, body: "in all haste" });
  page.dispatchEvent(new Event("pagehide"));
  thaw();
  await tab.stop();
  expect(server.bodies()).toEqual([]);
  const next = await browser.openTab();
  await until(() => server.bodies().length === 1, "the message");
  await until(() => next.getView().outbox.length === 0, "an empty outbox");
  expect(server.bodies()).toEqual(["in all haste"]);
});

test("each tab has its own windows on the history", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const [first, second] = [await browser.openTab(), await browser.openTab()];
  await until(() => isLive(first) && isLive(second), "live");
  await second.openRoom(GENERAL);
  expect(second.getView().state?.members[GENERAL]).toBeDefined();
  expect(first.getView().state?.members[GENERAL]).toBeUndefined();
});

test("a tab that missed more than the other remembers takes a snapshot", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const first = await browser.openTab();
  await until(() => isLive(first), "live");
  const { state } = first.getView();
  if (state) await browser.store.writePerson(AIKO, { held: { state, cursor: "a-3" } });
  const second = await browser.openTab();
  await until(() => isLive(second) && second.getView().connection.cursor === "a-10", "level");
  expect(second.getView().connection.resyncs).toBe(1);
});

test("a tab that joins is told what it misses, and to start anew where that is longer ago than is remembered", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const leader = await browser.openTab();
  await until(() => isLive(leader), "live");
  server.say("one", BEN);
  server.say("two", BEN);
  await until(() => leader.getView().connection.cursor === "a-12", "both messages");

  const channel = openTabChannel(browser.name);
  const join = (since: string) =>
    new Promise<EventPage | null>((resolve) => {
      const tab = newId();
      const stop = channel.listen((message) => {
        if (message.type !== "welcome" || message.tab !== tab) return;
        stop();
        resolve(message.page);
      });
      channel.post({ type: "join", tab, since });
    });
  const seqsAfter = async (since: string) => {
    const page = await join(since);
    return page?.reset ? "reset" : page?.events.map(({ seq }) => seq);
  };
  // The leader began with a snapshot as of 10.
  expect(await seqsAfter("a-10")).toEqual([11, 12]);
  expect(await seqsAfter("a-11")).toEqual([12]);
  expect(await seqsAfter("a-12")).toEqual([]);
  expect(await seqsAfter("a-9")).toBe("reset");
  expect(await seqsAfter("b-11")).toBe("reset");
});

test("of the tabs that are left a new leader learns which is looked at", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const first = await browser.openTab();
  await browser.openTab();
  const third = await browser.openTab();
  await until(() => isLive(first) && isLive(third), "live");
  third.setActive(true);
  await until(() => server.presence === "active", "being there");
  server.presence = null;
  await first.stop();
  await until(() => server.presence !== null, "the new leader's word");
  await until(() => server.presence === "active", "being there still");
});

test("what one person wrote in a tab that has not heard of the next is not said by them", async () => {
  const server = createFakeServer();
  const browser = createBrowser(server);
  const leader = await browser.openTab();
  await until(() => isLive(leader), "live");
  const stale = openTabChannel(browser.name);
  const write = (body: string, userId: string) => {
    const id = newId();
    const fields = { id, roomId: GENERAL, status: "queued", attempts: 0, queuedAt: Date.now(), error: null } as const;
    const item: OutboxItem = { ...fields, command: "message.send", input: { id, roomId: GENERAL, body } };
    stale.post({ type: "add", item, userId });
  };
  write("Ben's", BEN);
  write("Aiko's", AIKO);
  await until(() => server.bodies().length > 0, "a message");
  expect(server.bodies()).toEqual(["Aiko's"]);
});

test("where the lock is refused, as to a site that may store nothing, a tab has a connection of its own", async () => {
  locks.request = async () => {
    throw new DOMException("not here", "SecurityError");
  };
  const server = createFakeServer();
  const browser = createBrowser(server);
  const [one, other] = [await browser.openTab(), await browser.openTab()];
  await until(() => isLive(one) && isLive(other), "live");
  expect(server.openLinks()).toHaveLength(2);
  one.send({ roomId: GENERAL, body: "hello" });
  await other.openRoom(GENERAL);
  await until(() => bodiesOf(other).includes("hello"), "the message");
});
