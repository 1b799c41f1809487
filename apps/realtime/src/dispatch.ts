import {
  type Command,
  CommandError,
  type CommandName,
  commands,
  type Failure,
  isCommandName,
  type Result,
} from "@hiroba/protocol";
import type { z } from "zod";
import { accessAccount, hasAccount, refuseEnded } from "./access.ts";
import { toAddressKey } from "./authentication/address.ts";
import { handlers } from "./commands.ts";
import type { App, Caller, Context } from "./context.ts";
import { databaseUnavailable, isOutage } from "./outage.ts";
import { tooMuchWaits } from "./turns.ts";

/** Who asks too much is told so at once, but keeps the turn for this long: to refuse takes time too, which is the others'. */
const REFUSED_MS = 10;

/**
 * Where every command of every transport goes through: turn, known name, allowance, known caller, schema, handler. Promises
 * a `Result` always: this is the only try/catch around handlers, and what is not expected leaves as `INTERNAL`, with its
 * cause in the server's log under the same request id and nothing of it in the answer.
 */
export async function dispatch(
  context: Context<Caller | null>,
  name: string,
  input: unknown,
): Promise<Result<unknown>> {
  const { app, request } = context;
  const key = toKey(context);
  if (app.turns.isFull(key)) {
    return { ok: false, error: toFailure(app, tooMuchWaits(), { requestId: request.id, name }) };
  }
  const turn = app.turns.take(key);
  // What is known at once is not waited for, here and below: each wait costs half a kilobyte, and one step of a queue.
  if (turn !== null) await turn;
  try {
    if (!isCommandName(name)) return await refuseUnknown(context);
    await admit(commands[name], context);
    const data = await run(name, input, context);
    app.turns.leave(key);
    return { ok: true, data };
  } catch (error) {
    const failure = toFailure(app, error, { requestId: request.id, name });
    if (failure.code === "RATE_LIMITED") setTimeout(() => app.turns.leave(key), REFUSED_MS);
    else app.turns.leave(key);
    return { ok: false, error: failure };
  }
}

/** Refuses whom a command is not for, and whoever has asked too much. */
async function admit({ actor, effect, rate }: Command, context: Context<Caller | null>): Promise<void> {
  const { app, caller, request, reply } = context;
  await app.rateLimits.consume(rate, rate === "door" ? toAddressKey(request.ip) : toKey(context));
  if (caller) refuseEnded(app, caller);
  if (actor !== "anyone" && !hasAccount(app, caller)) await accessAccount(app, caller);
  if (actor === "session" && !caller?.sessionId) {
    throw new CommandError("FORBIDDEN", "This takes a signed-in browser, not an access token.");
  }
  if (effect === "cookie" && !reply) {
    throw new CommandError("FORBIDDEN", "This command sets or takes a cookie: call it over HTTP.");
  }
}

function run(name: CommandName, input: unknown, context: Context<Caller | null>): Promise<unknown> {
  // The table pairs each name with its own schema and handler; a lookup by name loses that pairing for the compiler.
  const handler = handlers[name] as (input: unknown, context: Context<Caller | null>) => Promise<unknown>;
  return handler(parseInput(commands[name].input, input), context);
}

/** A name that is none costs what a question does, or it could be asked without end. */
async function refuseUnknown(context: Context<Caller | null>): Promise<never> {
  await context.app.rateLimits.consume("read", toKey(context));
  throw new CommandError("NOT_FOUND", "There is no such command.");
}

/** Whose allowance it is: nobody's is their address's, which is never a person's id, even where a client may write it. */
function toKey({ caller, request }: Context<Caller | null>): string {
  return caller?.userId ?? `from ${toAddressKey(request.ip)}`;
}

function parseInput(schema: z.ZodType, input: unknown): unknown {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message }));
  const [first] = issues;
  throw new CommandError("INVALID_INPUT", first ? `${first.path || "input"}: ${first.message}` : "Invalid input.", {
    issues: issues.slice(0, 20),
  });
}

/** Any error as it may travel. */
export function toFailure(app: App, error: unknown, { requestId, name }: { requestId: string; name: string }): Failure {
  if (error instanceof CommandError) {
    return { code: error.code, message: error.message, details: error.details, requestId };
  }
  if (isOutage(error)) {
    app.logger.warn({ err: error, requestId, name }, "A command found no database.");
    return toFailure(app, databaseUnavailable(), { requestId, name });
  }
  app.logger.error({ err: error, requestId, name }, "A command failed unexpectedly.");
  return { code: "INTERNAL", message: "Something went wrong on the server.", details: {}, requestId };
}
