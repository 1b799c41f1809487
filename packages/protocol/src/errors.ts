import { z } from "zod";

/**
 * Every error code of the contract with its HTTP status and the reaction it asks of a client:
 * `fix` the input, `signIn` again, `giveUp`, `retry` later with the same id, or `reload` the program.
 */
export const errorCodes = {
  INVALID_INPUT: { status: 400, reaction: "fix" },
  UNAUTHENTICATED: { status: 401, reaction: "signIn" },
  FORBIDDEN: { status: 403, reaction: "giveUp" },
  NOT_FOUND: { status: 404, reaction: "giveUp" },
  CONFLICT: { status: 409, reaction: "giveUp" },
  TOO_LARGE: { status: 413, reaction: "fix" },
  PROTOCOL_OUTDATED: { status: 426, reaction: "reload" },
  RATE_LIMITED: { status: 429, reaction: "retry" },
  INTERNAL: { status: 500, reaction: "retry" },
  UNAVAILABLE: { status: 503, reaction: "retry" },
} as const satisfies Record<string, { status: number; reaction: ErrorReaction }>;

export type ErrorReaction = "fix" | "signIn" | "giveUp" | "retry" | "reload";
export type ErrorCode = keyof typeof errorCodes;

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** An error as it travels. `message` is for developers, in English; people read web's own text for `code` and `details.reason`. */
export const failureSchema = z.object({
  code: z.enum(codes),
  message: z.string(),
  /** What a program can act on: `retryAfter` (seconds), `issues` (a list of paths and reasons), `reason` (a word). */
  details: z.record(z.string(), z.unknown()),
  requestId: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

/** The answer to every command, on every transport. Expected failures are values, never exceptions. */
export type Result<T> = { ok: true; data: T } | { ok: false; error: Failure };

/** A failure as an exception: thrown by handlers on the server, and by what opens and moves windows in the client. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** True when the same command with the same id may be sent again: the outcome is unknown or the refusal passes. */
export function canRetry(code: ErrorCode): boolean {
  return errorCodes[code].reaction === "retry";
}

/** Closes an exhaustive switch: the compiler refuses the call while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
