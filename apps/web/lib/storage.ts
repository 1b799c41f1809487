/*
 * What the browser keeps for us as JSON, in this tab or for all of them. Storage may be full, or closed to us: what is
 * kept then holds until the page is left, and `read` finds nothing.
 */

export type Kept = {
  /** What was written last; null when there is nothing, or nothing that can be read. */
  read(): unknown;
  write(value: unknown): void;
  forget(): void;
};

/** Kept for this tab until it is closed, reloads included. */
export function keptInTab(key: string): Kept {
  return keep(() => sessionStorage, key);
}

/** Kept for every tab of this browser. */
export function keptInBrowser(key: string): Kept {
  return keep(() => localStorage, key);
}

/** Asks for the storage each time: where it is closed, the very name throws. */
function keep(storage: () => Storage, key: string): Kept {
  return {
    read: () => attempt((): unknown => JSON.parse(storage().getItem(key) ?? "null")) ?? null,
    write: (value) => attempt(() => storage().setItem(key, JSON.stringify(value))),
    forget: () => attempt(() => storage().removeItem(key)),
  };
}

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
