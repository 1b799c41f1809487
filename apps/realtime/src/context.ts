import type { Database } from "@hiroba/prisma/client";
import type { CommandName, CommandOutput, commands, Id, ParsedInput } from "@hiroba/protocol";
import type { Logger } from "pino";
import type { Authentication } from "./authentication/authentication.ts";
import type { Env } from "./env.ts";
import type { Hub } from "./hub.ts";
import type { Appender } from "./log/append.ts";
import type { CatchUp } from "./log/catch-up.ts";
import type { Directory } from "./log/directory.ts";
import type { Tail } from "./log/tail.ts";
import type { Places } from "./places.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Signals } from "./signals/signals.ts";
import type { Turns } from "./turns.ts";

/** One running node: what handlers and transports share. Made once, in `server.ts`. */
export type App = {
  env: Env;
  logger: Logger;
  db: Database;
  /** Who is who and who is where, folded from the log; as of `tail.position()`. */
  directory: Directory;
  /** The only way to write (rule L14). */
  log: Appender;
  tail: Tail;
  catchUp: CatchUp;
  /** Every open connection, to be told and to be closed. */
  hub: Hub;
  signals: Signals;
  authentication: Authentication;
  rateLimits: RateLimits;
  /** What waits where one person asks many things of the database at once. */
  turns: Turns;
  /** What a connection takes before it opens, and gives back when it has closed. */
  places: Places;
};

/** Who sent a request, proved by a session cookie or an access token. Rights are looked up live, never kept here. */
export type Caller = { userId: Id; sessionId: Id | null; tokenId: Id | null };

/** What a handler works with. `reply` is there over HTTP only, for commands whose effect is `cookie`. */
export type Context<Who extends Caller | null = Caller> = {
  app: App;
  caller: Who;
  /** The request's own facts: the person's address and program, for rate limits and the list of devices. */
  request: { id: string; ip: string; headers: Headers; connectionId: Id | null };
  reply: { headers: Headers } | null;
};

/** A command's code: gets parsed input, answers data, throws `CommandError` for what is refused. */
export type Handler<Name extends CommandName> = (
  input: ParsedInput<Name>,
  context: Context<(typeof commands)[Name]["actor"] extends "anyone" ? Caller | null : Caller>,
) => Promise<CommandOutput<Name>>;
