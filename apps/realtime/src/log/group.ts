import { CommandError, type Event, type Id, type Message, type Topic } from "@hiroba/protocol";
import type { PoolClient, QueryResult } from "pg";
import { isOutage } from "../outage.ts";
import { toQuery } from "../query.ts";
import type { BatchWriter, WriteTx } from "./append.ts";
import { type LogEntry, type OpenEntry, toEntry } from "./entry.ts";

/** A command that waits to be written. */
export type Job = {
  writer: BatchWriter<never, unknown>;
  actorId: Id | null;
  input: unknown;
  resolve(data: unknown): void;
  reject(error: unknown): void;
};

/** What a group wrote: its events in order, and each job's answer. */
export type Group = { entries: OpenEntry[]; outcomes: Map<Job, Outcome> };
type Outcome = { data: unknown } | { error: unknown };
type Published = { seq: number; topic: Topic; actorId: Id | null; event: Event };

/** The channel that tells nodes of new events; the payload is `<node id>:<seq of the newest>`. */
export const LOG_CHANNEL = "hiroba_log";

/**
 * Writes jobs as one transaction and returns what is committed. `takeJobs` is asked once it is this node's turn: what was
 * said while other nodes wrote goes along. Throws when the transaction as a whole failed: then nothing was written, or, if
 * the connection broke during COMMIT, nobody knows (L4: clients ask again with the same id).
 * The caller drops the connection then, and PostgreSQL the transaction with it: to ask for that over a line that has
 * fallen silent would make those who wait for their answers wait as long again.
 */
export async function writeGroup(client: PoolClient, takeJobs: () => readonly Job[], nodeId: Id): Promise<Group> {
  const tx = createWriteTx(client, await begin(client));
  const jobs = takeJobs();
  const outcomes = new Map<Job, Outcome>();
  const guard = jobs.length === 1 ? transaction : savepoint;
  for (const unit of toUnits(jobs)) await writeUnit(tx, unit, { outcomes, guard });
  const entries = redact(tx.published).map((published) => encode(published, tx.at));
  if (entries.length > 0) await storeEvents(tx, entries, nodeId);
  await client.query("COMMIT");
  return { entries, outcomes };
}

/** Begins and takes the sequencer (L1): from here to COMMIT no other node writes. Answers how far the log has come. */
async function begin(client: PoolClient): Promise<number> {
  const [, head] = (await client.query(
    "BEGIN; SELECT seq FROM log_head WHERE id = 1 FOR UPDATE",
  )) as unknown as QueryResult<{ seq: string }>[];
  return Number(head?.rows[0]?.seq ?? 0);
}

type GroupTx = Omit<WriteTx, "actorId"> & { published: Published[]; actorId: Id | null };

function createWriteTx(client: PoolClient, start: number): GroupTx {
  const tx: GroupTx = {
    at: new Date().toISOString(),
    published: [],
    actorId: null,
    query: toQuery(client),
    head: () => start + tx.published.length,
    publish: (topic, make, actorId = tx.actorId) => {
      const seq = tx.head() + 1;
      tx.published.push({ seq, topic, actorId, event: make(seq) });
      return seq;
    },
  };
  return tx;
}

/**
 * Jobs as they go into statements: a unit is those of one writer, those of one topic side by side. Between actors there is
 * no order to keep, and of one actor a group has only what goes into one statement, in order.
 */
function toUnits(jobs: readonly Job[]): Job[][] {
  return groupBy(jobs, ({ writer }) => writer).map((unit) =>
    groupBy(unit, ({ writer, input }) => writer.topicOf(input as never)).flat(),
  );
}

/** Jobs that share a key, in the order in which each key and each job came. */
function groupBy(jobs: readonly Job[], toKey: (job: Job) => unknown): Job[][] {
  const groups = new Map<unknown, Job[]>();
  for (const job of jobs) {
    const key = toKey(job);
    const group = groups.get(key);
    if (group) group.push(job);
    else groups.set(key, [job]);
  }
  return [...groups.values()];
}

/** What is said before and after a unit, and to undo it. */
type Guard = { before: string | null; after: string | null; undo: string };
const savepoint: Guard = {
  before: "SAVEPOINT unit",
  after: "RELEASE SAVEPOINT unit",
  undo: "ROLLBACK TO SAVEPOINT unit",
};
/** For a job alone the whole transaction does, for two round trips less; what goes on has nothing to write. */
const transaction: Guard = { before: null, after: null, undo: "ROLLBACK AND CHAIN" };

type Writing = { outcomes: Map<Job, Outcome>; guard: Guard };

async function writeUnit(tx: GroupTx, unit: readonly Job[], { outcomes, guard }: Writing): Promise<void> {
  const [first] = unit;
  if (!first) return;
  const published = tx.published.length;
  if (guard.before) await tx.query(guard.before);
  try {
    tx.actorId = unit.length === 1 ? first.actorId : null;
    const answers = await first.writer.write(tx, unit as never);
    if (guard.after) await tx.query(guard.after);
    for (const [index, job] of unit.entries()) outcomes.set(job, toOutcome(answers[index]));
  } catch (error) {
    if (isOutage(error)) throw error;
    await tx.query(guard.undo);
    tx.published.length = published;
    if (unit.length === 1) outcomes.set(first, { error });
    else for (const job of unit) await writeUnit(tx, [job], { outcomes, guard });
  }
}

function toOutcome(answer: unknown): Outcome {
  return answer instanceof CommandError ? { error: answer } : { data: answer };
}

/** What was said and deleted within one group leaves no text either: deletion erases only what is stored already. */
function redact(published: readonly Published[]): readonly Published[] {
  const tombstones = new Map<Id, Message>();
  for (const { event } of published) {
    if (event.type === "message.deleted") tombstones.set(event.message.id, event.message);
  }
  if (tombstones.size === 0) return published;
  return published.map((one) => {
    const { event } = one;
    if (event.type !== "message.created" && event.type !== "message.edited") return one;
    const message = tombstones.get(event.message.id);
    return message ? { ...one, event: { ...event, message } } : one;
  });
}

function encode({ seq, topic, actorId, event }: Published, at: string): OpenEntry {
  const envelope = { seq, topic, at, actorId, event };
  return { ...toEntry(envelope, JSON.stringify(event)), envelope };
}

async function storeEvents({ query }: GroupTx, entries: readonly LogEntry[], nodeId: Id): Promise<void> {
  const last = entries.at(-1)?.seq ?? 0;
  // One parameter of JSON text: the bodies are in it as encoded, and `json` columns keep them to the letter.
  await query(
    `WITH moved AS (UPDATE log_head SET seq = $2 WHERE id = 1),
          added AS (INSERT INTO event (seq, topic, at, actor_id, body)
                    SELECT e.seq, e.topic, e.at, e."actorId", e.event
                    FROM json_to_recordset($1::json)
                      AS e(seq bigint, topic text, at timestamptz, "actorId" uuid, event json))
     SELECT pg_notify($3, $4)`,
    [`[${entries.map((entry) => entry.json).join(",")}]`, last, LOG_CHANNEL, `${nodeId}:${last}`],
  );
}
