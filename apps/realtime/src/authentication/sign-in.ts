import { CommandError, type Id, usernameSchema } from "@hiroba/protocol";
import type { Pool } from "pg";
import type { Appender } from "../log/append.ts";
import { type Browser, insertSession, type NewSession } from "../sessions/session-writes.ts";
import type { Attempts } from "./attempts.ts";
import { verifyPassword } from "./passwords.ts";

type Account = { user_id: Id; password: string | null };

/**
 * Signing in by username and password. A name that is unknown, deactivated, without a password, or no name at all is
 * answered like a wrong password, after the same work.
 */
export function createSignIn({ pool, log, attempts }: { pool: Pool; log: Appender; attempts: Attempts }) {
  const open = async (username: string, password: string, browser: Browser): Promise<NewSession> => {
    const account = await findAccount(pool, username);
    const isRight = await verifyPassword(password, account?.password ?? null);
    if (!account || !isRight) throw wrongCredentials();
    return log.write(account.user_id, async (tx) => {
      // As of now: what was true before the password was checked may have changed meanwhile.
      const held = await tx.query(
        `SELECT 1 FROM account a JOIN "user" u ON u.id = a.user_id
         WHERE u.id = $1 AND u.deactivated_at IS NULL AND a.provider_id = 'credential' AND a.password = $2`,
        [account.user_id, account.password],
      );
      if (held.length === 0) throw wrongCredentials();
      return insertSession(tx, account.user_id, browser);
    });
  };

  return async (typed: { username: string; password: string }, browser: Browser): Promise<NewSession> => {
    const parsed = usernameSchema.safeParse(typed.username.trim());
    const username = parsed.success ? parsed.data : "";
    await attempts.begin(username, browser.ip);
    try {
      const session = await open(username, typed.password, browser);
      await attempts.succeed(username, browser.ip);
      return session;
    } catch (error) {
      if (isWrongCredentials(error)) await attempts.fail(username, browser.ip);
      // Nothing was learned of the password: the database is away, or too many are signing in.
      else await attempts.takeBack(username, browser.ip);
      throw error;
    }
  };
}

function wrongCredentials(): CommandError {
  return new CommandError("UNAUTHENTICATED", "The username or the password is wrong.", { reason: "wrongCredentials" });
}

function isWrongCredentials(error: unknown): boolean {
  return error instanceof CommandError && error.details.reason === "wrongCredentials";
}

async function findAccount(pool: Pool, username: string): Promise<Account | undefined> {
  const { rows } = await pool.query<Account>(
    `SELECT a.user_id, a.password FROM account a JOIN "user" u ON u.id = a.user_id
     WHERE u.username = $1 AND a.provider_id = 'credential'`,
    [username],
  );
  return rows[0];
}

/** Whether somebody of that name is signed in at that address. */
export async function isSignedInAt(pool: Pool, username: string, address: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT FROM session s JOIN "user" u ON u.id = s.user_id WHERE u.username = $1 AND s.ip_address = $2 LIMIT 1`,
    [username, address],
  );
  return (rowCount ?? 0) > 0;
}
