import { CommandError, type State } from "@hiroba/protocol";

const PATIENCE_MS = 10_000;

type Waiting = { condition(state: State): boolean; resolve(): void };

/** Lets operations wait for the log: `until` for a condition, tested at each `check`. */
export function createUntil(state: () => State | null) {
  const waiting = new Set<Waiting>();

  const isFulfilled = ({ condition }: Pick<Waiting, "condition">) => {
    const now = state();
    return now !== null && condition(now);
  };

  return {
    /** Resolves when the state fulfils the condition; rejects with `NOT_FOUND` or `UNAVAILABLE` after ten seconds. */
    until: (condition: Waiting["condition"]): Promise<void> => {
      if (isFulfilled({ condition })) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const entry: Waiting = { condition, resolve: () => [clearTimeout(timer), resolve()] };
        const timer = setTimeout(() => {
          waiting.delete(entry);
          const code = state() ? "NOT_FOUND" : "UNAVAILABLE";
          reject(new CommandError(code, "It did not arrive in time."));
        }, PATIENCE_MS);
        waiting.add(entry);
      });
    },
    check: () => {
      for (const entry of waiting) {
        if (isFulfilled(entry) && waiting.delete(entry)) entry.resolve();
      }
    },
  };
}
