import { newId } from "@hiroba/protocol";
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { inTime } from "../in-time.ts";
import type { OutboxItem } from "../outbox/outbox-item.ts";
import type { DeviceRecord, DeviceStore, Held, PersonRecord } from "./device-store.ts";
import { createLeftItems } from "./left-items.ts";
import { createMemoryStore } from "./memory.ts";
import { parseDeviceRecord, parseItems, parsePersonRecord } from "./parse-record.ts";

/*
 * A state is kept by its fields, so that a new message does not write every person of a large workspace again: fields
 * that are the same object as at the last write are left alone. `writer` says whose last write that was, for another tab
 * may have written since. `generation` changes when everything is forgotten; a tab that does not know yet, and still
 * holds what a person left who signed out in another tab, must not write it back. The outbox is kept by items, and a tab
 * removes only those it knew: where tabs cannot share one connection each has its own, and none loses another's.
 */
type Schema = DBSchema & {
  device: { key: "device" | "generation"; value: unknown };
  held: { key: [userId: string, field: string]; value: unknown };
  outbox: { key: [userId: string, id: string]; value: { item: unknown; index: number } };
};
type Database = IDBPDatabase<Schema>;
type Change = IDBPTransaction<Schema, ("device" | "held" | "outbox")[], "readwrite">;

const CURSOR = "cursor";
const WRITER = "writer";
/** Some browsers never answer who opens a database, until they are started anew. */
const OPEN_MS = 10_000;
/** How long whoever signs out waits, in milliseconds. */
const CLEAR_MS = 3_000;

/**
 * Keeps what a browser holds in IndexedDB, in the database `name`; where IndexedDB is missing, refused, as in some
 * private windows, or does not answer for ten seconds, in memory.
 */
export function createIndexedDbStore(name = "hiroba"): DeviceStore {
  const left = createLeftItems(name);
  const opening = openDatabase(name).then(async (database) => {
    const store = createStoreOn(database);
    // Whoever signed out while the database did not answer leaves nothing behind either.
    await store.clearUpTo(left.mark());
    return store;
  });
  const backing: Promise<DeviceStore> = inTime(opening, OPEN_MS).catch(createPassingStore);
  return {
    readDevice: async () => (await backing).readDevice(),
    writeDevice: async (changes) => (await backing).writeDevice(changes),
    readPerson: async (userId) => (await backing).readPerson(userId),
    writePerson: async (userId, changes) => (await backing).writePerson(userId, changes),
    leave: left.leave,
    takeLeft: (userId) => parseItems(left.take(userId)).sort((one, other) => one.queuedAt - other.queuedAt),
    renew: async () => {
      left.renew();
      await (await backing).renew?.();
    },
    clear: async () => {
      const mark = left.clear();
      const clearing = opening.then(
        (store) => store.clearUpTo(mark),
        async () => (await backing).clear(),
      );
      // Where that takes long it goes on; at the latest what is left is cleared when it is opened the next time.
      await inTime(clearing, CLEAR_MS).catch(() => undefined);
    },
  };
}

/** A store in memory, which owns up to what a page that ends takes with it. */
function createPassingStore(): DeviceStore {
  const memory = createMemoryStore();
  return {
    ...memory,
    writePerson: async (userId, changes) => {
      await memory.writePerson(userId, changes);
      if (changes.outbox) throw new Error("This store ends with the page.");
    },
  };
}

async function openDatabase(name: string): Promise<Database> {
  const database = await openDB<Schema>(name, 1, {
    upgrade: (fresh) => {
      for (const store of ["device", "held", "outbox"] as const) fresh.createObjectStore(store);
    },
    // A newer version of the page wants to change the database; it must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  // Some browsers open it and refuse the first read.
  await database.get("device", "device");
  return database;
}

type DatabaseStore = DeviceStore & {
  /** Forgets everything, unless it has since this mark was made. */
  clearUpTo(mark: string | null): Promise<void>;
};

function createStoreOn(database: Database): DatabaseStore {
  const writer = Math.random().toString(36).slice(2);
  let written: Held["state"] | null = null;
  let generation: unknown;
  let knownIds: readonly string[] = [];

  /** Runs changes in one transaction; none of them when everything has been forgotten since this store was read. */
  const change = async (work: (change: Change) => Promise<void>) => {
    const transaction = database.transaction(["device", "held", "outbox"], "readwrite");
    const isCurrent = (await transaction.objectStore("device").get("generation")) === generation;
    await Promise.all([isCurrent && work(transaction), transaction.done]);
    if (!isCurrent) throw new Error("Everything on this device was forgotten meanwhile.");
  };

  const renew = async () => {
    generation = await database.get("device", "generation");
  };

  const clear = async (mark: string) => {
    const transaction = database.transaction(["device", "held", "outbox"], "readwrite");
    for (const store of ["device", "held", "outbox"] as const) void transaction.objectStore(store).clear();
    generation = mark;
    await transaction.objectStore("device").put(mark, "generation");
    await transaction.done;
  };

  const writeHeld = async (transaction: Change, userId: string, held: Held | null) => {
    const store = transaction.objectStore("held");
    if (!held) return void (await store.delete(personRange(userId)));
    const isOurs = (await store.get([userId, WRITER])) === writer && written?.userId === userId;
    const former = isOurs ? written : null;
    for (const [field, value] of Object.entries(held.state)) {
      if (former?.[field as keyof Held["state"]] !== value) void store.put(value, [userId, field]);
    }
    void store.put(writer, [userId, WRITER]);
    await store.put(held.cursor, [userId, CURSOR]);
  };

  const writeOutbox = async (transaction: Change, userId: string, outbox: readonly OutboxItem[]) => {
    const store = transaction.objectStore("outbox");
    const gone = knownIds.filter((id) => !outbox.some((item) => item.id === id));
    await Promise.all([
      ...gone.map((id) => store.delete([userId, id])),
      ...outbox.map((item, index) => store.put({ item, index }, [userId, item.id])),
    ]);
  };

  return {
    readDevice: async (): Promise<DeviceRecord> => {
      await renew();
      return parseDeviceRecord(await database.get("device", "device"));
    },
    renew,
    writeDevice: (changes) =>
      change(async (transaction) => {
        const store = transaction.objectStore("device");
        await store.put({ ...parseDeviceRecord(await store.get("device")), ...changes }, "device");
      }),
    readPerson: async (userId): Promise<PersonRecord> => {
      const transaction = database.transaction(["held", "outbox"]);
      const store = transaction.objectStore("held");
      const [keys, values, items] = await Promise.all([
        store.getAllKeys(personRange(userId)),
        store.getAll(personRange(userId)),
        transaction.objectStore("outbox").getAll(personRange(userId)),
      ]);
      const { cursor, ...state } = Object.fromEntries(keys.map(([, field], index) => [field, values[index]]));
      const outbox = items.sort((left, right) => left.index - right.index).map(({ item }) => item);
      const record = parsePersonRecord(userId, { held: { state, cursor }, outbox });
      knownIds = record.outbox.map(({ id }) => id);
      return record;
    },
    writePerson: async (userId, { held, outbox }) => {
      await change(async (transaction) => {
        if (outbox) await writeOutbox(transaction, userId, outbox);
        if (held !== undefined) await writeHeld(transaction, userId, held);
      });
      if (outbox) knownIds = outbox.map(({ id }) => id);
      if (held !== undefined) written = held?.state ?? null;
    },
    clear: () => clear(newId()),
    clearUpTo: async (mark) => {
      if (mark !== null && (await database.get("device", "generation")) !== mark) await clear(mark);
    },
  };
}

function personRange(userId: string): IDBKeyRange {
  return IDBKeyRange.bound([userId, ""], [userId, "\uffff"]);
}
