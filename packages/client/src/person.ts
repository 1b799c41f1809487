import type { Id } from "@hiroba/protocol";
import type { Outbox } from "./outbox/outbox.ts";
import type { OutboxItem } from "./outbox/outbox-item.ts";
import type { Outcome, Replica } from "./replica/replica.ts";
import type { DeviceStore, PersonRecord } from "./stores/device-store.ts";
import type { Http } from "./transports/http.ts";

/**
 * Whose device this is. Promises: what is held of one person is never shown to, written for, or sent as another. Until
 * the server has said who is here, the person of the last visit is shown and nothing is sent.
 */
export type Person = {
  id(): Id | null;
  /** The server has confirmed who this is since the last start, and what is kept of them is loaded. */
  isConfirmed(): boolean;
  /** Whether what is held may be written: not while it is being read. */
  isLoaded(): boolean;
  /** Shows who was here last; null forgets whoever is shown. */
  recall(userId: Id | null): Promise<void>;
  /** The server says who is here. Resolves with what became of the log when that was not known yet. */
  confirm(userId: Id): Promise<Outcome>;
  /** Puts what pages of this device left of the person into the outbox. */
  reclaim(): void;
  /** Nobody is confirmed any more. */
  leave(): void;
};

export type PersonOptions = { http: Http; store: DeviceStore; replica: Replica; outbox(): Outbox };

/** Starts with nobody. */
export function createPerson({ http, store, replica, outbox }: PersonOptions): Person {
  let id: Id | null = null;
  let isConfirmed = false;
  /** While what is kept of them is being read. */
  let loading: Promise<Outcome> | null = null;

  const become = (userId: Id | null) => {
    id = userId;
    http.speakFor(userId);
  };

  const reclaim = () => {
    if (id === null || loading !== null) return;
    for (const item of store.takeLeft?.(id) ?? []) if (!isCovered(item, outbox().items())) outbox().add(item);
  };

  const load = (userId: Id): Promise<Outcome> => {
    loading = read(userId);
    return loading;
  };

  const read = async (userId: Id): Promise<Outcome> => {
    // What somebody wrote before anybody was known is theirs who turns out to be here.
    const unclaimed = id === null ? outbox().items() : [];
    if (id !== null) replica.forget();
    become(userId);
    outbox().load(unclaimed);
    const record = await store.readPerson(userId).catch((): PersonRecord => ({ held: null, outbox: [] }));
    if (id !== userId) return "applied";
    loading = null;
    outbox().load([...record.outbox, ...outbox().items()]);
    reclaim();
    return record.held ? replica.adopt(record.held) : "applied";
  };

  return {
    id: () => id,
    isConfirmed: () => isConfirmed,
    isLoaded: () => loading === null,
    recall: async (userId) => {
      if (userId !== null) return void (await load(userId));
      become(null);
      replica.forget();
      outbox().load([]);
    },
    confirm: async (userId) => {
      isConfirmed = false;
      // It may be said again while what is kept of them is still being read.
      const outcome = id === userId ? await (loading ?? "applied") : await load(userId);
      if (id === userId) isConfirmed = true;
      return outcome;
    },
    reclaim,
    leave: () => {
      isConfirmed = false;
    },
  };
}

/** Whether an outbox has an item that was left, or, of a draft, one that was written since. */
function isCovered({ id, command, roomId, queuedAt }: OutboxItem, items: readonly OutboxItem[]): boolean {
  const isNewer = (item: OutboxItem) =>
    command === "draft.save" && item.command === command && item.roomId === roomId && item.queuedAt >= queuedAt;
  return items.some((item) => item.id === id || isNewer(item));
}
