import { toAddressKey } from "./address.ts";
import { createTally, type Tally } from "./tally.ts";

/**
 * How often a password may be guessed. Only wrong ones count: what succeeds or could not be tried is given back. Counted
 * whether or not the name exists, so that the refusal tells nothing, and on each node by itself.
 */
export type Attempts = {
  /** Counts an attempt before it is made, so that many at once do not slip through together. One of the others ends it. */
  begin(username: string, address: string): Promise<void>;
  /** Leaves it counted: the password was wrong. */
  fail(username: string, address: string): Promise<void>;
  /** Takes the count back: the password was not looked at. */
  takeBack(username: string, address: string): Promise<void>;
  /** Takes the count back, and those of the name from there before it: the password was right. */
  succeed(username: string, address: string): Promise<void>;
};

/** One network guessing many names; one network guessing one name. */
const perAddress = { points: 60, duration: 600 };
const perPair = { points: 10, duration: 600 };
/**
 * Many networks guessing one name. Whoever does that must not lock its owner out: addresses where the person is signed
 * in already are not counted here, and a signed-in device lets another one in by link.
 */
const perName = { points: 100, duration: 3_600 };

/** `isFamiliar`: whether somebody of that name is signed in at that address. */
export function createAttempts(isFamiliar: (username: string, addressKey: string) => Promise<boolean>): Attempts {
  const byAddress = createTally(perAddress);
  const byPair = createTally(perPair);
  const byName = createTally(perName);

  const toCounts = (username: string, ip: string) => {
    const address = toAddressKey(ip);
    const counts: Count[] = [
      { tally: byAddress, key: address },
      { tally: byPair, key: `${address} ${username}` },
      { tally: byName, key: username, mayPass: () => isFamiliar(username, address) },
    ];
    return counts;
  };
  return {
    begin: (username, ip) => beginAll(toCounts(username, ip)),
    fail: async (username, ip) => {
      for (const { tally, key } of toCounts(username, ip)) tally.fail(key);
    },
    takeBack: async (username, ip) => takeAllBack(toCounts(username, ip)),
    succeed: async (username, ip) => {
      const counts = toCounts(username, ip);
      await Promise.all(counts.map(({ tally, key }) => (tally === byPair ? tally.forgive(key) : tally.takeBack(key))));
    },
  };
}

type Count = { tally: Tally; key: string; mayPass?: () => Promise<boolean> };

/** Begins all or none: whom one refuses has not tried, and the others do not count it. */
async function beginAll(counts: readonly Count[]): Promise<void> {
  const begun: Count[] = [];
  try {
    for (const count of counts) {
      await count.tally.begin(count.key, count.mayPass);
      begun.push(count);
    }
  } catch (refusal) {
    await takeAllBack(begun);
    throw refusal;
  }
}

async function takeAllBack(counts: readonly Count[]): Promise<void> {
  await Promise.all(counts.map(({ tally, key }) => tally.takeBack(key)));
}
