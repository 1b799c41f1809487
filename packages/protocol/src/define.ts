import { z } from "zod";
import { idSchema } from "./ids.ts";
import { seqSchema } from "./time.ts";

/**
 * A command of the contract.
 * - `actor`: who may call it at all: `anyone` (even signed out), `session` (a browser session, not a token), `user`.
 * - `effect`: `write` appends to the log, `read` does not, `signal` only passes a signal on, `cookie` signs a browser
 *   in or out, or renews what it is signed in with, and is therefore answered over HTTP alone.
 * - `rate`: which allowance it draws on (see `rates` in the realtime service).
 */
export type Command<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> = {
  summary: string;
  actor: "anyone" | "session" | "user";
  effect: "write" | "read" | "signal" | "cookie";
  rate: "write" | "read" | "signal" | "door";
  input: Input;
  output: Output;
};

/** Declares a command with its types kept exactly. */
export function command<const Definition extends Command>(definition: Definition): Definition {
  return definition;
}

/** The output of a write that creates no entity: the seq of its event, or of the log's head if nothing had to change. */
export const writtenSchema = z.object({ seq: seqSchema });
export type Written = z.infer<typeof writtenSchema>;

/** The input of a command that takes none. */
export const nothingSchema = z.strictObject({});

/**
 * Part of the input of a change that creates nothing and that a later one may undo: an id that the client chooses for the
 * change itself, a new one for each. With it a second copy, however late, is answered as the first was and changes
 * nothing (rule L4); without it, a copy that arrives late undoes what was done since.
 */
export const changeId = { id: idSchema.optional() };
