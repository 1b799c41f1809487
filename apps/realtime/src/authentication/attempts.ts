import { RateLimiterMemory } from "rate-limiter-flexible";
import { consume } from "../rate-limits.ts";
import { toAddressKey } from "./address.ts";

/**
 * How often a password may be guessed. Only wrong ones count: what succeeds or could not be tried is given back. Counted whether or not the name
 * exists, so that the refusal tells nothing, and on each node by itself.
 */
export type Attempts = {
  /** Counts an attempt before it is made, so that many at once do not slip through together. */
  begin(username: string, address: string): Promise<void>;
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
  const byAddress = new RateLimiterMemory(perAddress);
  const byPair = new RateLimiterMemory(perPair);
  const byName = new RateLimiterMemory(perName);

  return {
    begin: async (username, ip) => {
      const address = toAddressKey(ip);
      await consume(byAddress, address, "attempts");
      await consume(byPair, `${address} ${username}`, "attempts");
      await consume(byName, username, "attempts").catch(async (refusal: unknown) => {
        if (!(await isFamiliar(username, address))) throw refusal;
      });
    },
    takeBack: async (username, ip) => {
      const address = toAddressKey(ip);
      await Promise.all([byAddress.reward(address), byPair.reward(`${address} ${username}`), byName.reward(username)]);
    },
    succeed: async (username, ip) => {
      const address = toAddressKey(ip);
      await Promise.all([byAddress.reward(address), byPair.delete(`${address} ${username}`), byName.reward(username)]);
    },
  };
}
