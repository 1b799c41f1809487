import type { ClientView } from "./view.ts";

/** The current view and who wants to know of the next. */
export type Views = {
  get(): ClientView;
  subscribe(listener: () => void): () => void;
  /** Something may have changed: listeners hear of it once, after the present task. */
  note(): void;
  /** Listeners hear of it now. */
  flush(): void;
};

/** Builds views by `read`, at most one per task, and only when one differs from the last. */
export function createViews(read: () => ClientView): Views {
  const listeners = new Set<() => void>();
  let view = read();
  let isNoted = false;

  const flush = () => {
    isNoted = false;
    const next = read();
    const connection = isSame(view.connection, next.connection) ? view.connection : next.connection;
    const shared: ClientView = { ...next, connection };
    if (isSame(view, shared)) return;
    view = shared;
    for (const listener of [...listeners]) listener();
  };

  return {
    get: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    note: () => {
      if (isNoted) return;
      isNoted = true;
      queueMicrotask(() => isNoted && flush());
    },
    flush,
  };
}

function isSame<T extends object>(left: T, right: T): boolean {
  return (Object.keys(right) as (keyof T)[]).every((key) => Object.is(left[key], right[key]));
}
