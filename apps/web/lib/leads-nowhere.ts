import type { Failure } from "@hiroba/protocol";

/** Whether a link's code was refused for good: unknown, over, or none that could ever be. */
export function leadsNowhere(failure: Failure | null): boolean {
  return failure?.code === "NOT_FOUND" || failure?.code === "INVALID_INPUT";
}
