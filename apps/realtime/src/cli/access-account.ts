import { CommandError, type User } from "@hiroba/protocol";
import type { WriteTx } from "../log/append.ts";
import { toUser, type UserRow, userColumns } from "../rows.ts";

/** The person of a username. */
export async function accessAccount(tx: WriteTx, username: string): Promise<User> {
  const [row] = await tx.query<UserRow>(`SELECT ${userColumns} FROM "user" WHERE username = $1`, [username]);
  if (!row) throw new CommandError("NOT_FOUND", `There is nobody called "${username}".`);
  return toUser(row);
}
