/**
 * How much of one person's a node has in hand at a time. Whoever asks two hundred things at once would fill every turn of
 * the event loop and every connection to the database, and each step of what others say would wait behind all of it. So
 * the rest waits for its turn, in the order in which it came, and between two turns the node hears the others. Those who
 * have no more in hand than this wait for nothing.
 */
export type Turns = {
  /** Resolves when it is the turn of one thing of theirs; the answer ends that turn, and is to be called once. */
  take(key: string): Promise<() => void>;
};

/** More than any device asks at a time. */
const IN_HAND = 8;

type Person = { inHand: number; waiting: (() => void)[] };

/** Starts with nobody waiting. */
export function createTurns(inHand: number = IN_HAND): Turns {
  const people = new Map<string, Person>();

  const leave = (key: string, person: Person) => {
    const next = person.waiting.shift();
    // In a later turn of the event loop: the place goes on to the next, and others are heard in between.
    if (next) setImmediate(next);
    else if (--person.inHand === 0) people.delete(key);
  };

  return {
    take: async (key) => {
      const person = people.get(key) ?? { inHand: 0, waiting: [] };
      people.set(key, person);
      if (person.inHand < inHand) person.inHand += 1;
      else await new Promise<void>((resolve) => person.waiting.push(resolve));
      return () => leave(key, person);
    },
  };
}
