import { type Command, CommandError } from "@hiroba/protocol";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/**
 * Allowances per person and node: `points` in `seconds`. People never meet them; programs that flood do, and are told
 * when to come again. The `door` (set-up, invites, sign-in by link) is counted by address, as nobody is known yet. To let a
 * socket in costs as much as ten questions; the allowance lets all the places of one person be taken three times over. A
 * `violation` is what no client sends, and ends the socket that it came by.
 */
const rates = {
  write: { points: 2_000, duration: 10 },
  read: { points: 3_000, duration: 10 },
  signal: { points: 500, duration: 10 },
  connect: { points: 300, duration: 10 },
  violation: { points: 10, duration: 60 },
  door: { points: 120, duration: 60 },
} as const satisfies Record<Rate, { points: number; duration: number }>;

type Rate = Command["rate"] | "connect" | "violation";

/** Both throw `RATE_LIMITED` with `retryAfter` in seconds when an allowance is used up. */
export type RateLimits = {
  /** Counts one. */
  consume(rate: Rate, key: string): Promise<void>;
  /** Counts none. */
  requireLeft(rate: Rate, key: string): Promise<void>;
};

/** Starts counting. */
export function createRateLimits(): RateLimits {
  const limiters = {
    write: new RateLimiterMemory(rates.write),
    read: new RateLimiterMemory(rates.read),
    signal: new RateLimiterMemory(rates.signal),
    connect: new RateLimiterMemory(rates.connect),
    violation: new RateLimiterMemory(rates.violation),
    door: new RateLimiterMemory(rates.door),
  };
  return {
    consume: (rate, key) => consume(limiters[rate], key, "requests"),
    requireLeft: async (rate, key) => {
      const used = await limiters[rate].get(key);
      if (used && used.remainingPoints === 0) throw toRefusal(used, "requests");
    },
  };
}

/** Counts one. Throws `RATE_LIMITED` with `retryAfter` in seconds when the allowance is used up; `what` is too many then. */
export async function consume(limiter: RateLimiterMemory, key: string, what: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw toRefusal(error, what);
  }
}

function toRefusal({ msBeforeNext }: RateLimiterRes, what: string): CommandError {
  const retryAfter = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return new CommandError("RATE_LIMITED", `Too many ${what}. Try again in ${retryAfter} s.`, { retryAfter });
}
