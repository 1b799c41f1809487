import { CommandError, type Id, type Written } from "@hiroba/protocol";
import type { WriteTx } from "./append.ts";

/** A change as its client named it. `subject` holds the command and what it is about, never anybody's words. */
export type Change = { id: Id | undefined; userId: Id; subject: string };

type ChangeRow = { user_id: Id; subject: string; seq: string };

/**
 * Runs a change unless it has been made already: then `repeat` answers with the seq that was answered before (L4). Its
 * client waited in vain and asked again, perhaps over another node; the copy that comes second must not undo what was
 * done after the first. Relies on the head's lock: no other copy is written at the same time.
 */
export async function once<Data extends Written>(
  tx: WriteTx,
  { id, userId, subject }: Change,
  { run, repeat }: { run(): Promise<Data>; repeat(seq: number): Promise<Data> },
): Promise<Data> {
  if (id === undefined) return run();
  const [made] = await tx.query<ChangeRow>("SELECT user_id, subject, seq FROM change WHERE id = $1", [id]);
  if (made) {
    if (made.user_id !== userId || made.subject !== subject) throw changeIdTaken();
    return repeat(Number(made.seq));
  }
  const answer = await run();
  await rememberChange(tx, { id, userId, subject }, answer.seq);
  return answer;
}

/** Remembers a change that was made, for `once` to answer its copies. */
export async function rememberChange(tx: WriteTx, { id, userId, subject }: Change, seq: number): Promise<void> {
  await tx.query("INSERT INTO change (id, user_id, subject, seq, at) VALUES ($1, $2, $3, $4, $5)", [
    id,
    userId,
    subject,
    seq,
    tx.at,
  ]);
}

/**
 * Remembers that a message was to be deleted which is not there: its author has given it up, and a copy of it that is
 * still on its way must not be sent after that (L4). Whose message it would be is not known: of each who asks it is
 * remembered apart, so that nobody gives up another's.
 */
export async function rememberDeletion(
  tx: WriteTx,
  { userId, messageId }: { userId: Id; messageId: Id },
): Promise<void> {
  await tx.query(
    `INSERT INTO change (id, user_id, subject, seq, at)
     SELECT ${toDeletionId("d.message_id", "d.user_id")}, d.user_id, 'message.delete', $3, $4
     FROM (VALUES ($1::uuid, $2::uuid)) AS d(message_id, user_id) ON CONFLICT DO NOTHING`,
    [messageId, userId, tx.head(), tx.at],
  );
}

/** The id, in SQL, under which somebody's deletion of a message that was not there is remembered. */
export function toDeletionId(messageId: string, userId: string): string {
  return `md5(${messageId}::text || ${userId}::text)::uuid`;
}

/** Under this id another change was made. */
export function changeIdTaken(): CommandError {
  return new CommandError("CONFLICT", "This id is taken by another change.", { reason: "idTaken" });
}
