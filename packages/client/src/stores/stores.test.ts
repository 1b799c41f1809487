import "fake-indexeddb/auto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyEvents, commands, limits } from "@hiroba/protocol";
import { openDB } from "idb";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { OutboxItem } from "../outbox/outbox-item.ts";
import { AIKO, BEN, GENERAL, idOf, sentAt, stateOf } from "../testing/story.ts";
import type { DeviceStore } from "./device-store.ts";
import { createFileStore } from "./file.ts";
import { createIndexedDbStore } from "./indexed-db.ts";
import { createMemoryStore } from "./memory.ts";

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

let count = 0;
const newName = () => `test-${count++}`;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hiroba-client-"));
  folders.push(folder);
  return folder;
}

const item: OutboxItem = {
  id: idOf(1),
  command: "message.send",
  input: { id: idOf(1), roomId: GENERAL, body: "hello" },
  roomId: GENERAL,
  status: "queued",
  attempts: 2,
  queuedAt: 1_700_000_000_000,
  error: { code: "UNAVAILABLE", message: "", details: { reason: "timeout" }, requestId: "" },
};
const held = { state: applyEvents(stateOf(), [sentAt(11)]), cursor: "a-11" };
const later = { state: applyEvents(held.state, [sentAt(12)]), cursor: "a-12" };

/** What a browser has beside IndexedDB: it writes at once. */
class FakeStorage {
  [key: string]: unknown;
  getItem(key: string): unknown {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key: string, value: string): void {
    this[key] = value;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}

/** Opens the same storage anew at each call, as a second visit does. */
const kinds: [string, () => Promise<() => DeviceStore>][] = [
  [
    "memory",
    async () => {
      const store = createMemoryStore();
      return () => store;
    },
  ],
  [
    "IndexedDB",
    async () => {
      const name = newName();
      return () => createIndexedDbStore(name);
    },
  ],
  [
    "files",
    async () => {
      const folder = join(await newFolder(), "device");
      return () => createFileStore(folder);
    },
  ],
];

describe.each(kinds)("a store in %s", (_kind, create) => {
  test("is empty at first", async () => {
    const store = (await create())();
    expect(await store.readDevice()).toEqual({ userId: null, transport: null });
    expect(await store.readPerson(AIKO)).toEqual({ held: null, outbox: [] });
  });

  test("gives back on the next visit what was written on the last", async () => {
    const visit = await create();
    const first = visit();
    await first.readDevice();
    await first.writeDevice({ userId: AIKO });
    await first.writeDevice({ transport: "sse" });
    await first.writePerson(AIKO, { held, outbox: [item] });
    await first.writePerson(AIKO, { held: later });
    const second = visit();
    expect(await second.readDevice()).toEqual({ userId: AIKO, transport: "sse" });
    expect(await second.readPerson(AIKO)).toEqual({ held: later, outbox: [item] });
    await second.writePerson(AIKO, { outbox: [] });
    expect(await second.readPerson(AIKO)).toEqual({ held: later, outbox: [] });
  });

  test.each([
    ["with what a terminal printed", "\u001b[31mred\u001b[0m"],
    ["longer than one may be", "long ".repeat(limits.messageLength)],
  ])("gives back a message %s, which the server refuses", async (_, body) => {
    const visit = await create();
    const first = visit();
    await first.readDevice();
    const refused: OutboxItem = { ...item, command: "message.send", input: { id: idOf(1), roomId: GENERAL, body } };
    expect(commands["message.send"].input.safeParse(refused.input).success).toBe(false);
    await first.writePerson(AIKO, { outbox: [refused] });
    expect((await visit().readPerson(AIKO)).outbox).toEqual([refused]);
  });

  test("never shows a person what is kept of another", async () => {
    const store = (await create())();
    await store.readDevice();
    await store.writePerson(AIKO, { held, outbox: [item] });
    expect(await store.readPerson(BEN)).toEqual({ held: null, outbox: [] });
  });

  test("forgets everything when cleared", async () => {
    const visit = await create();
    const store = visit();
    await store.readDevice();
    await store.writeDevice({ userId: AIKO, transport: "poll" });
    await store.writePerson(AIKO, { held, outbox: [item] });
    await store.clear();
    const next = visit();
    expect(await next.readDevice()).toEqual({ userId: null, transport: null });
    expect(await next.readPerson(AIKO)).toEqual({ held: null, outbox: [] });
    await store.writeDevice({ userId: BEN });
    expect((await visit().readDevice()).userId).toBe(BEN);
  });
});

test("what was under way when the program ended comes back as queued", async () => {
  const store = createIndexedDbStore(newName());
  await store.readDevice();
  await store.writePerson(AIKO, { outbox: [{ ...item, status: "sending" }] });
  expect((await store.readPerson(AIKO)).outbox).toMatchObject([{ status: "queued" }]);
});

test("IndexedDB: a tab that does not know of the sign-out elsewhere cannot write back what it holds", async () => {
  const name = newName();
  const [here, elsewhere] = [createIndexedDbStore(name), createIndexedDbStore(name)];
  await here.readDevice();
  await elsewhere.readDevice();
  await here.writePerson(AIKO, { held });
  await elsewhere.clear();
  await expect(here.writePerson(AIKO, { held: later, outbox: [item] })).rejects.toThrow("forgotten");
  await expect(here.writeDevice({ userId: AIKO })).rejects.toThrow("forgotten");
  expect(await elsewhere.readPerson(AIKO)).toEqual({ held: null, outbox: [] });
  expect((await elsewhere.readDevice()).userId).toBeNull();
});

test("IndexedDB: who is here again after a sign-out elsewhere is written for again, and leaves items", async () => {
  vi.stubGlobal("localStorage", new FakeStorage());
  const name = newName();
  const [here, elsewhere] = [createIndexedDbStore(name), createIndexedDbStore(name)];
  await here.readDevice();
  await elsewhere.clear();
  await here.renew?.();
  await here.writePerson(AIKO, { held, outbox: [item] });
  here.leave?.(AIKO, [item]);
  expect(await elsewhere.readPerson(AIKO)).toEqual({ held, outbox: [item] });
  expect(elsewhere.takeLeft?.(AIKO)).toEqual([item]);
});

test("IndexedDB: what a write that failed was to remove is removed by the next", async () => {
  const store = createIndexedDbStore(newName());
  await store.readDevice();
  await store.writePerson(AIKO, { outbox: [item] });
  const removal = vi.spyOn(IDBObjectStore.prototype, "delete").mockImplementationOnce(function (this: IDBObjectStore) {
    this.transaction.abort();
    throw new DOMException("The disk is full.", "QuotaExceededError");
  });
  await expect(store.writePerson(AIKO, { outbox: [] })).rejects.toThrow();
  removal.mockRestore();
  await store.writePerson(AIKO, { outbox: [] });
  expect((await store.readPerson(AIKO)).outbox).toEqual([]);
});

test("IndexedDB: a write after another tab's replaces all of it, not only what changed here", async () => {
  const name = newName();
  const [here, elsewhere] = [createIndexedDbStore(name), createIndexedDbStore(name)];
  await here.readDevice();
  await elsewhere.readDevice();
  await here.writePerson(AIKO, { held });
  const other = { ...held.state, members: { [GENERAL]: { byId: {}, seq: 3 } } };
  await elsewhere.writePerson(AIKO, { held: { state: other, cursor: "a-11" } });
  await here.writePerson(AIKO, { held: later });
  expect((await here.readPerson(AIKO)).held).toEqual(later);
});

test("IndexedDB: tabs that each have an outbox of their own lose nothing of each other's", async () => {
  const name = newName();
  const [here, elsewhere] = [createIndexedDbStore(name), createIndexedDbStore(name)];
  for (const store of [here, elsewhere]) {
    await store.readDevice();
    await store.readPerson(AIKO);
  }
  const other = { ...item, id: idOf(2) };
  await here.writePerson(AIKO, { outbox: [item] });
  await elsewhere.writePerson(AIKO, { outbox: [other] });
  await elsewhere.writePerson(AIKO, { outbox: [] });
  expect((await elsewhere.readPerson(AIKO)).outbox).toEqual([item]);
  await here.writePerson(AIKO, { outbox: [] });
  expect((await here.readPerson(AIKO)).outbox).toEqual([]);
});

test("IndexedDB: an outbox keeps its order", async () => {
  const store = createIndexedDbStore(newName());
  await store.readDevice();
  const items = [9, 3, 7].map((number) => ({ ...item, id: idOf(number) }));
  await store.writePerson(AIKO, { outbox: items });
  expect((await store.readPerson(AIKO)).outbox).toEqual(items);
});

test("IndexedDB: damaged contents count as absent, without harm to the rest", async () => {
  const name = newName();
  const store = createIndexedDbStore(name);
  await store.readDevice();
  await store.writePerson(AIKO, { held, outbox: [item] });
  const database = await openDB(name);
  await database.put("held", { general: "broken" }, [AIKO, "rooms"]);
  await database.put("outbox", { item: { ...item, command: "room.create" }, index: 1 }, [AIKO, idOf(2)]);
  await database.put("outbox", { item: "broken", index: 2 }, [AIKO, idOf(3)]);
  database.close();
  expect(await store.readPerson(AIKO)).toEqual({ held: null, outbox: [item] });
});

test("without IndexedDB, as in some private windows, a browser's store lasts as long as the page", async () => {
  vi.stubGlobal("indexedDB", {
    open: () => {
      throw new DOMException("refused", "SecurityError");
    },
  });
  const store = createIndexedDbStore(newName());
  await store.writePerson(AIKO, { held });
  expect((await store.readPerson(AIKO)).held).toEqual(held);
  await expect(store.writePerson(AIKO, { outbox: [item] })).rejects.toThrow("ends with the page");
  expect((await store.readPerson(AIKO)).outbox).toEqual([item]);
});

test("files: damaged ones count as absent, foreign ones stay, and only the owner may read", async () => {
  const folder = await newFolder();
  const store = createFileStore(folder);
  await store.writePerson(AIKO, { held, outbox: [item] });
  await store.writeDevice({ userId: AIKO });
  expect((await stat(join(folder, "device.json"))).mode & 0o777).toBe(0o600);
  await writeFile(join(folder, `held-${AIKO}.json`), '{"state":{"userId":');
  await writeFile(join(folder, "notes.txt"), "mine");
  expect(await store.readPerson(AIKO)).toEqual({ held: null, outbox: [item] });
  await store.clear();
  expect(await readdir(folder)).toEqual(["notes.txt"]);
});

test("what pages that were left could not write is there for the next, once, for whom it was, and not after clearing", async () => {
  vi.stubGlobal("localStorage", new FakeStorage());
  const name = newName();
  const next: OutboxItem = { ...item, id: idOf(2), queuedAt: item.queuedAt + 1 };
  createIndexedDbStore(name).leave?.(AIKO, [next]);
  createIndexedDbStore(name).leave?.(AIKO, [item]);
  const store = createIndexedDbStore(name);
  expect(store.takeLeft?.(BEN)).toEqual([]);
  expect(store.takeLeft?.(AIKO)).toEqual([item, next]);
  expect(store.takeLeft?.(AIKO)).toEqual([]);
  const other = createIndexedDbStore(name);
  store.leave?.(AIKO, [item]);
  await store.clear();
  other.leave?.(AIKO, [item]);
  expect(store.takeLeft?.(AIKO)).toEqual([]);
  expect(Object.values(localStorage).join("")).not.toContain("hello");
});

test("what was left and cannot be read, or not be left at all, is as if nothing had been", () => {
  const name = newName();
  const store = createIndexedDbStore(name);
  store.leave?.(AIKO, [item]);
  expect(store.takeLeft?.(AIKO)).toEqual([]);
  const storage = new FakeStorage();
  vi.stubGlobal("localStorage", storage);
  for (const damaged of ["{", "7", JSON.stringify([{ id: 1 }, null, { ...item, command: "user.close" }])]) {
    store.leave?.(AIKO, [item]);
    for (const key of Object.keys(storage)) storage.setItem(key, damaged);
    expect(store.takeLeft?.(AIKO)).toEqual([]);
  }
});

test("where a browser never answers who opens a database, a device remembers as long as it runs", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("indexedDB", { open: () => new IDBOpenDBRequest() });
  const store = createIndexedDbStore(newName());
  const reading = vi.fn();
  void store.readDevice().then(reading);
  await vi.advanceTimersByTimeAsync(9_900);
  expect(reading).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(reading).toHaveBeenCalledWith({ userId: null, transport: null });
  vi.useRealTimers();
});

test("who signs out while the database does not answer is not kept waiting, and leaves nothing behind", async () => {
  vi.stubGlobal("localStorage", new FakeStorage());
  const name = newName();
  const before = createIndexedDbStore(name);
  await before.readDevice();
  await before.writePerson(AIKO, { held: null, outbox: [item] });
  const { indexedDB } = globalThis;
  vi.stubGlobal("indexedDB", { open: () => new IDBOpenDBRequest() });
  vi.useFakeTimers();
  const silent = createIndexedDbStore(name);
  const clearing = vi.fn();
  void silent.clear().then(clearing);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(clearing).toHaveBeenCalled();
  vi.useRealTimers();
  vi.stubGlobal("indexedDB", indexedDB);
  const after = createIndexedDbStore(name);
  expect((await after.readPerson(AIKO)).outbox).toEqual([]);
  await after.readDevice();
  await after.writePerson(AIKO, { held: null, outbox: [item] });
  expect((await createIndexedDbStore(name).readPerson(AIKO)).outbox).toEqual([item]);
});
