import { CommandError } from "@hiroba/protocol";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { consume } from "../rate-limits.ts";

/** How many may fail within `duration` seconds. */
export type Allowance = { points: number; duration: number };

/**
 * Counts failures, each before it is one: what is in hand may still fail, so both together stay within the allowance,
 * however many come at once. Every beginning that is let through is ended once.
 */
export type Tally = {
  /**
   * Throws `RATE_LIMITED` where the allowance is used up, unless whoever asks `mayPass`. It says to come again soon where
   * that is for what is in hand alone: of a crowd nobody has failed yet.
   */
  begin(key: string, mayPass?: () => Promise<boolean>): Promise<void>;
  /** It stays counted. */
  fail(key: string): void;
  /** It is counted no more. Answers how many have failed. */
  takeBack(key: string): Promise<number>;
  /** Neither it nor what has failed is counted any more. */
  forgive(key: string): Promise<void>;
};

/** Seconds: by then most of what was in hand has ended. */
const SOON = 5;

/** Starts with nothing counted. */
export function createTally(allowance: Allowance): Tally {
  const limiter = new RateLimiterMemory(allowance);
  const inHand = new Map<string, number>();

  const hold = (key: string, change: 1 | -1): number => {
    const count = (inHand.get(key) ?? 0) + change;
    if (count === 0) inHand.delete(key);
    else inHand.set(key, count);
    return count;
  };
  // The limiter counts as it is called, before it is awaited: what it counted and what is in hand are of one moment.
  const takeBack = async (key: string) => {
    const others = hold(key, -1);
    const { consumedPoints } = await limiter.reward(key);
    return consumedPoints - others;
  };

  return {
    begin: async (key, mayPass = async () => false) => {
      hold(key, 1);
      try {
        await consume(limiter, key, "attempts").catch(async (refusal: unknown) => {
          if (!(await mayPass())) throw refusal;
        });
      } catch (refusal) {
        // What was refused was not tried: it would keep others out when those in hand have ended well.
        const failed = await takeBack(key);
        throw refusal instanceof CommandError && failed < allowance.points ? tooManyAtOnce() : refusal;
      }
    },
    fail: (key) => void hold(key, -1),
    takeBack,
    forgive: async (key) => {
      const failed = await takeBack(key);
      await limiter.reward(key, failed);
    },
  };
}

function tooManyAtOnce(): CommandError {
  return new CommandError("RATE_LIMITED", `Too many attempts at once. Try again in ${SOON} s.`, { retryAfter: SOON });
}
