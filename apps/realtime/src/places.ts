import { CommandError, type Id, limits } from "@hiroba/protocol";

/**
 * How many connections a person may hold open on this node at a time: sockets, event streams, waiting long polls and
 * pages without end together. Each holds memory for as long as it lasts, which no allowance for requests bounds. Counted
 * when one opens and when it closes, never for what goes through it; those that are open stay.
 */
export type Places = {
  /**
   * Takes a place and returns what gives it back, once, however often it is called. Throws `RATE_LIMITED` with
   * `retryAfter` in seconds when the person has no place left.
   */
  take(userId: Id): () => void;
};

/** By then a line that broke without a word has been found, and its place is free again. */
const RETRY_SECONDS = 25;

/** Starts with all places free. */
export function createPlaces(perUser: number = limits.connectionsPerUser): Places {
  const taken = new Map<Id, number>();
  const giveBack = (userId: Id) => {
    const left = (taken.get(userId) ?? 0) - 1;
    if (left > 0) taken.set(userId, left);
    else taken.delete(userId);
  };
  return {
    take: (userId) => {
      const count = taken.get(userId) ?? 0;
      if (count >= perUser) {
        const message = `At most ${perUser} connections of one person may be open.`;
        throw new CommandError("RATE_LIMITED", message, { retryAfter: RETRY_SECONDS });
      }
      taken.set(userId, count + 1);
      let isTaken = true;
      return () => {
        if (isTaken) giveBack(userId);
        isTaken = false;
      };
    },
  };
}
