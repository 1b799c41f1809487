import { CommandError } from "@hiroba/protocol";

/**
 * How much of one person's a node has in hand at a time. Whoever asks two hundred things at once would fill every turn of
 * the event loop and every connection to the database, and each step of what others say would wait behind all of it. So
 * the rest waits for its turn, in the order in which it came, and between two turns the node hears the others. Those who
 * have no more in hand than this wait for nothing. What waits takes memory, so its number has an end as well.
 */
export type Turns = {
  /** Whether as much waits as may: what comes now is refused before it takes a turn. */
  isFull(key: string): boolean;
  /** Takes a turn: null where it is theirs at once, as it nearly always is, and otherwise what resolves when it is. */
  take(key: string): Promise<void> | null;
  /** Ends a turn that was theirs. */
  leave(key: string): void;
  /** Asks the database for what is no command, in a turn. Throws `RATE_LIMITED` where as much waits as may. */
  run<Answer>(key: string, act: () => Promise<Answer>): Promise<Answer>;
};

/** More than any device asks at a time. */
const IN_HAND = 8;
/** More than the allowances of ten seconds let through all together: what came behind would be refused anyhow. */
const WAITING = 6_000;

/** Seconds: by then the allowances are there again that what waits uses up. */
const RETRY_AFTER = 10;

type Person = { inHand: number; waiting: (() => void)[] };

/** Starts with nobody waiting. */
export function createTurns(inHand: number = IN_HAND, most: number = WAITING): Turns {
  const people = new Map<string, Person>();

  const turns: Turns = {
    isFull: (key) => (people.get(key)?.waiting.length ?? 0) >= most,
    take: (key) => {
      const person = people.get(key) ?? { inHand: 0, waiting: [] };
      people.set(key, person);
      if (person.inHand === inHand) return new Promise((resolve) => person.waiting.push(resolve));
      person.inHand += 1;
      return null;
    },
    leave: (key) => {
      const person = people.get(key);
      const next = person?.waiting.shift();
      // In a later turn of the event loop: the place goes on to the next, and others are heard in between.
      if (next) setImmediate(next);
      else if (person && --person.inHand === 0) people.delete(key);
    },
    run: async (key, act) => {
      if (turns.isFull(key)) throw tooMuchWaits();
      await turns.take(key);
      try {
        return await act();
      } finally {
        turns.leave(key);
      }
    },
  };
  return turns;
}

/** The refusal of what comes when as much waits as may. */
export function tooMuchWaits(): CommandError {
  return new CommandError("RATE_LIMITED", "Too many requests wait already.", { retryAfter: RETRY_AFTER });
}
