import { CommandError, type Event, type Id, type Topic } from "@hiroba/protocol";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { databaseUnavailable } from "../outage.ts";
import type { Query } from "../query.ts";
import type { OpenEntry } from "./entry.ts";
import { type Job, writeGroup } from "./group.ts";

/**
 * The log's writing end. Promises: one gapless order, assigned in commit order (L1), because the head row is locked
 * first and every seq is counted from it inside the transaction; the commands that wait are written as one transaction
 * (L2), and one that fails does so alone, behind a savepoint; nothing is answered before the commit (L3).
 * Relies on: PostgreSQL's row lock on `log_head` as the sequencer of all nodes, so a writer reads what every earlier
 * command has committed, and nothing changes under it until the group is through.
 */
export type Appender = {
  /** Runs one write in the next group; see `Write`. */
  write<Data>(actorId: Id | null, write: Write<Data>): Promise<Data>;
  /** Runs a write that takes many inputs in one statement: those of one group that stand together go in together. */
  submit<Input, Data>(writer: BatchWriter<Input, Data>, actorId: Id | null, input: Input): Promise<Data>;
  /** Waits for what is in hand, refuses what comes after. */
  close(): Promise<void>;
};

/**
 * A command's part inside the transaction: reads and writes through `tx`, publishes its events, returns its data.
 * Throwing (a `CommandError` for what is refused) undoes this write alone.
 */
export type Write<Data> = (tx: WriteTx) => Promise<Data>;

/**
 * A write of many at once. Answers each input in order; an expected refusal is a value, since throwing undoes and
 * repeats the whole batch one by one. `topicOf` keeps events of one topic together, so that they go out as one packet.
 */
export type BatchWriter<Input, Data> = {
  write(tx: WriteTx, jobs: readonly { actorId: Id | null; input: Input }[]): Promise<(Data | CommandError)[]>;
  topicOf(input: Input): Topic;
};

/** The group's transaction as a write sees it. */
export type WriteTx = {
  /** One statement with parameters; no network but this inside a transaction. */
  query: Query;
  /** Appends an event; `make` gets the seq it will have, for the entities that carry it. Returns that seq. */
  publish(topic: Topic, make: (seq: number) => Event, actorId?: Id | null): number;
  /** The seq of the newest event, this group's own included. */
  head(): number;
  /** Who writes; null in a batch of several, where each event names its own. */
  readonly actorId: Id | null;
  /** The moment of the whole group, ISO 8601. */
  readonly at: string;
};

/** Commands of one transaction at most; more wait for the next. */
const GROUP_SIZE = 512;

export type AppenderOptions = {
  pool: Pool;
  logger: Logger;
  nodeId: Id;
  /** Called when a group begins: what it commits is told soon. */
  onGroup(): void;
  /** Called after a commit, before any of its commands is answered: delivers to this node's own devices. */
  onCommitted(entries: OpenEntry[]): Promise<void>;
  /** Called when it is unknown what was committed. */
  onUncertain(): void;
};

/** Starts a node's writing end. */
export function createAppender(options: AppenderOptions): Appender {
  let waiting: Job[] = [];
  let running: Promise<void> | null = null;
  let closed = false;

  const run = async () => {
    // One turn of the event loop gathers what arrived together, and costs an idle node nothing.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await commit(options, takeJobs);
    running = null;
  };

  const takeJobs = () => {
    const { group, rest } = takeGroup(waiting);
    waiting = rest;
    return group;
  };

  const submit = <Input, Data>(writer: BatchWriter<Input, Data>, actorId: Id | null, input: Input) =>
    new Promise<Data>((resolve, reject) => {
      if (closed) return reject(new CommandError("UNAVAILABLE", "This server is stopping."));
      // A queue holds jobs of many types; each keeps its writer, input and answer together.
      waiting.push({ writer, actorId, input, resolve, reject } as unknown as Job);
      running ??= run();
    });

  return {
    submit,
    // A writer of its own is a unit of its own: behind its own savepoint, with its own actor.
    write: (actorId, write) =>
      submit({ write: async (tx) => [await write(tx)], topicOf: () => "workspace" }, actorId, undefined),
    close: async () => {
      closed = true;
      await running;
    },
  };
}

/**
 * Those of whom it is the turn, in the order in which they came: of each person what goes into one statement, from the first
 * of theirs on. Everybody waits for the whole group, so that whoever asks for two hundred things at a time would make the
 * others wait for all of them; with eight statements' worth of each they waited about ten times as long.
 */
function takeGroup(waiting: readonly Job[]): { group: Job[]; rest: Job[] } {
  /** What each person has in the group; null once something of theirs waits, and with it whatever comes next. */
  const turns = new Map<Id | null, { writer: Job["writer"]; topic: Topic } | null>();
  const group: Job[] = [];
  const rest: Job[] = [];
  for (const job of waiting) {
    const { actorId, writer } = job;
    const topic = writer.topicOf(job.input as never);
    const turn = turns.get(actorId);
    const isTurn = turn === undefined || (turn?.writer === writer && turn.topic === topic);
    if (turn === undefined) turns.set(actorId, { writer, topic });
    if (!isTurn) turns.set(actorId, null);
    if (isTurn && group.length < GROUP_SIZE) group.push(job);
    else rest.push(job);
  }
  return { group, rest };
}

async function commit(options: AppenderOptions, takeJobs: () => Job[]): Promise<void> {
  const { pool, logger, nodeId, onGroup, onCommitted, onUncertain } = options;
  let jobs: Job[] | undefined;
  const take = () => {
    jobs = takeJobs();
    return jobs;
  };
  onGroup();
  try {
    const client = await pool.connect();
    let broken: unknown;
    try {
      const group = await writeGroup(client, take, nodeId);
      await onCommitted(group.entries);
      for (const [job, outcome] of group.outcomes) {
        if ("error" in outcome) job.reject(outcome.error);
        else job.resolve(outcome.data);
      }
    } catch (error) {
      broken = error;
      throw error;
    } finally {
      client.release(broken !== undefined);
    }
  } catch (error) {
    const lost = jobs ?? takeJobs();
    logger.error({ err: error, commands: lost.length }, "A group of commands was not written.");
    onUncertain();
    for (const job of lost) job.reject(databaseUnavailable());
  }
}
