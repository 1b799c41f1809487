import { CommandError, type CommandOutput, type Id, type ParsedInput } from "@hiroba/protocol";
import { hashPassword } from "../authentication/passwords.ts";
import { hashSecret } from "../authentication/secrets.ts";
import { signBrowserIn, toBrowser } from "../authentication/sign-browser-in.ts";
import type { Caller, Context, Handler } from "../context.ts";
import type { WriteTx } from "../log/append.ts";
import { once, rememberChange } from "../log/once.ts";
import { toQuery } from "../query.ts";
import { insertSession } from "../sessions/session-writes.ts";
import { accessActor, findUser, insertUser, joinRooms } from "../users/user-writes.ts";
import { isKeptProof, storeProof, toProof } from "./acceptance-proof.ts";
import { findInviteRooms, findUsableInvite, type InviteRow, inviteNotFound } from "./invite-rows.ts";

type Input = ParsedInput<"invite.accept">;
type Output = CommandOutput<"invite.accept">;

/** Comes in by an invite link: a stranger as a new person, somebody signed in by joining its rooms. */
export const acceptInvite: Handler<"invite.accept"> = (input, context) =>
  context.caller ? joinAsSelf(input, context, context.caller) : joinAsNewcomer(input, context);

function joinAsSelf({ id, code }: Input, { app }: Context<Caller | null>, { userId }: Caller): Promise<Output> {
  return app.log.write(userId, async (tx) => {
    const { user } = await accessActor(tx, userId);
    const run = async () => {
      const { invite, roomIds } = await accessInvite(tx, code);
      const before = tx.head();
      await joinRooms(tx, userId, roomIds);
      // Whoever was in all of them already has not used it.
      if (tx.head() > before) await countUse(tx, invite.id);
      return { user, roomId: roomIds[0] ?? null, seq: tx.head() };
    };
    const repeat = async (seq: number) => ({ user, roomId: await findRoomOf(tx, userId, code), seq });
    return once(tx, { id, userId, subject: toSubject(code) }, { run, repeat });
  });
}

/** What is remembered of an acceptance: not the code itself, which opens the door. */
function toSubject(code: string): string {
  return `invite.accept ${hashSecret(code).toString("base64url")}`;
}

async function joinAsNewcomer(input: Input, context: Context<Caller | null>): Promise<Output> {
  const { app, request } = context;
  const { id, code, name, username, password } = input;
  await refuseEarly(input, context);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  // An empty key is none: it would be a witness that everybody has.
  const witness = request.headers.get("idempotency-key") || password;
  const proof = witness === undefined ? null : toProof(app.env.HIROBA_SECRET, { id, code, witness });

  const { session, ...output } = await app.log.write(id, async (tx) => {
    const repeated = await repeatAcceptance(tx, { id, code, proof });
    if (repeated) return { ...repeated, session: await insertSession(tx, id, toBrowser(context)) };
    const { invite, roomIds } = await accessInvite(tx, code);
    if (invite.kind === "member" && passwordHash === null) throw passwordRequired();
    await countUse(tx, invite.id);
    const user = await insertUser(tx, { id, name, username, role: invite.kind, passwordHash });
    await joinRooms(tx, id, roomIds);
    if (proof) await storeProof(tx, id, proof);
    // By then the browser may hold the session, though the answer was lost.
    await rememberChange(tx, { id, userId: id, subject: toSubject(code) }, tx.head());
    return {
      user,
      roomId: roomIds[0] ?? null,
      seq: tx.head(),
      session: await insertSession(tx, id, toBrowser(context)),
    };
  });
  await signBrowserIn(context, session);
  return output;
}

/** Refuses what cannot succeed before a password is hashed for it, and counts who asks for a person that exists. */
async function refuseEarly({ id, code, password }: Input, { app, request }: Context<Caller | null>): Promise<void> {
  const query = toQuery(app.db.pool);
  const [held] = await query(`SELECT 1 FROM "user" WHERE id = $1`, [id]);
  if (held) {
    // Counted whatever comes of it: another password is another guess.
    const { attempts } = app.authentication;
    await attempts.begin(`id:${id}`, request.ip);
    return attempts.fail(`id:${id}`, request.ip);
  }
  const invite = await findUsableInvite(query, code);
  if (!invite) throw inviteNotFound();
  if (invite.kind === "member" && password === undefined) throw passwordRequired();
}

/**
 * The answer for the same id again (L4): the first one was lost on its way. It opens a session, so it takes more than an
 * id, which everybody in the workspace knows: within ten minutes, the password or the `Idempotency-Key` of the first time.
 */
async function repeatAcceptance(
  tx: WriteTx,
  { id, code, proof }: { id: Id; code: string; proof: Buffer | null },
): Promise<Output | undefined> {
  const user = await findUser(tx, id);
  if (!user) return undefined;
  const isSame = proof !== null && !user.deactivated && (await isKeptProof(tx, id, proof));
  if (!isSame) throw new CommandError("CONFLICT", "This id is taken.", { reason: "idTaken" });
  return { user, roomId: await findRoomOf(tx, id, code), seq: tx.head() };
}

/** Where an invite has led somebody who is in by it. */
async function findRoomOf(tx: WriteTx, userId: Id, code: string): Promise<Id | null> {
  const [room] = await tx.query<{ room_id: Id }>(
    `SELECT m.room_id FROM membership m, invite i WHERE i.code = $2 AND m.user_id = $1
     ORDER BY array_position(i.room_ids, m.room_id), m.joined_seq LIMIT 1`,
    [userId, code],
  );
  return room?.room_id ?? null;
}

async function accessInvite(tx: WriteTx, code: string): Promise<{ invite: InviteRow; roomIds: Id[] }> {
  const invite = await findUsableInvite(tx.query, code);
  const rooms = invite && (await findInviteRooms(tx.query, invite));
  if (!invite || !rooms) throw inviteNotFound();
  return { invite, roomIds: rooms.map((room) => room.id) };
}

async function countUse(tx: WriteTx, inviteId: Id): Promise<void> {
  await tx.query("UPDATE invite SET uses = uses + 1 WHERE id = $1", [inviteId]);
}

function passwordRequired(): CommandError {
  return new CommandError("INVALID_INPUT", "This invite asks for a password.", { reason: "passwordRequired" });
}
