import { type Id, newId } from "@hiroba/protocol";
import type { OutboxItem } from "../outbox/outbox-item.ts";

/** Where a page that ends puts what its writes to IndexedDB may no longer reach. */
export type LeftItems = {
  leave(userId: Id, items: readonly OutboxItem[]): void;
  /** What pages left of this person, as it is written, once. */
  take(userId: Id): unknown[];
  /** Somebody is here: pages that are open now leave for them again. */
  renew(): void;
  /** Forgets what is left, and what pages that are open now will leave. Answers a mark of it. */
  clear(): string;
  /** Of the last time that everything was forgotten; null where that never was, or is not known. */
  mark(): string | null;
};

/**
 * Keeps what is left in `localStorage`, which writes at once, under keys that begin with `name`. Where that is missing,
 * closed or full, what is left is lost.
 */
export function createLeftItems(name: string): LeftItems {
  const prefix = `${name}:left:`;
  const clearedKey = `${name}:left-cleared`;
  const readCleared = () => attempt(() => localStorage.getItem(clearedKey));
  const listKeys = (start: string) =>
    attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(start))) ?? [];
  const read = (key: string): unknown[] => {
    const items = attempt(() => JSON.parse(localStorage.getItem(key) ?? "null") as unknown);
    return Array.isArray(items) ? items : [];
  };
  const remove = (key: string) => attempt(() => localStorage.removeItem(key));
  let cleared = readCleared();
  return {
    leave: (userId, items) => {
      // Its person has signed out in another tab, and leaves nothing behind.
      if (readCleared() !== cleared) return;
      // A key of its own: pages that end at once must not write over one another.
      attempt(() => localStorage.setItem(`${prefix}${userId}:${newId()}`, JSON.stringify(items)));
    },
    take: (userId) =>
      listKeys(`${prefix}${userId}:`).flatMap((key) => {
        const items = read(key);
        remove(key);
        return items;
      }),
    renew: () => {
      cleared = readCleared();
    },
    clear: () => {
      for (const key of listKeys(prefix)) remove(key);
      const mark = newId();
      cleared = mark;
      attempt(() => localStorage.setItem(clearedKey, mark));
      return mark;
    },
    mark: () => readCleared() ?? null,
  };
}

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
