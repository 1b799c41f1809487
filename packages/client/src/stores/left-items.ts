import type { Id } from "@hiroba/protocol";
import type { OutboxItem } from "../outbox/outbox-item.ts";

/** Where a page that ends puts what its writes to IndexedDB may no longer reach. */
export type LeftItems = {
  leave(userId: Id, items: readonly OutboxItem[]): void;
  /** What pages left of this person, as it is written, once. */
  take(userId: Id): unknown;
  clear(): void;
};

/**
 * Keeps what is left in `localStorage`, which writes at once, under keys that begin with `name`. Where that is missing,
 * closed or full, what is left is lost.
 */
export function createLeftItems(name: string): LeftItems {
  const prefix = `${name}:left-items:`;
  const read = (key: string) => attempt(() => JSON.parse(localStorage.getItem(key) ?? "[]") as unknown);
  return {
    leave: (userId, items) => {
      const key = `${prefix}${userId}`;
      const former = read(key);
      const all = [...(Array.isArray(former) ? former : []), ...items];
      attempt(() => localStorage.setItem(key, JSON.stringify(all)));
    },
    take: (userId) => {
      const key = `${prefix}${userId}`;
      const left = read(key);
      attempt(() => localStorage.removeItem(key));
      return left;
    },
    clear: () => {
      attempt(() => {
        for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
      });
    },
  };
}

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
