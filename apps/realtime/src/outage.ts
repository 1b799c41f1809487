import { setTimeout as pause } from "node:timers/promises";
import { CommandError } from "@hiroba/protocol";

/*
 * What is wrong with the database and not with a command. It passes, so it is told as `UNAVAILABLE`: devices keep what
 * they have to say and ask again, where an `INTERNAL` error makes them give up after a few attempts.
 */

/** Seconds. Asking again soon costs little, and a device's own growing pauses would outlast the outage. */
const RETRY_AFTER = 1;
const AGAIN_MS = 100;

/** The answer while the database does not answer, or cannot store anything. */
export function databaseUnavailable(): CommandError {
  return new CommandError("UNAVAILABLE", "The database did not answer. Send it again.", { retryAfter: RETRY_AFTER });
}

/** SQLSTATE classes: connection exception, insufficient resources (a full disk), operator intervention, system error. */
const passing = /^(?:08|53|57P|58)/u;
const network = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND"]);
/** What pg and its pool say of a connection that broke or did not come about, without a code. */
const sayings =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout)/u;

/** Whether an error says that the database is away, coming, going or full. */
export function isOutage(error: unknown): boolean {
  // Several addresses of one host, each tried in vain.
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return passing.test(code) || network.has(code) || sayings.test(error.message);
}

/**
 * Asks again for `patienceMs` while the database is away. For a node that starts: nobody has a command yet that would be
 * sent again, and where a machine is busy the first connection may take longer than one is waited for.
 */
export async function askPatiently<Data>(patienceMs: number, ask: () => Promise<Data>): Promise<Data> {
  for (const since = performance.now(); ; await pause(AGAIN_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutage(error) || performance.now() - since > patienceMs) throw error;
    }
  }
}
