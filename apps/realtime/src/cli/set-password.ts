import { usernameSchema } from "@hiroba/protocol";
import { z } from "zod";
import { hashPassword } from "../authentication/passwords.ts";
import { endSessions, listSessionIds } from "../sessions/session-writes.ts";
import { accessAccount } from "./access-account.ts";
import { defineCommand } from "./command.ts";
import { choosePassword, toPasswordLines } from "./passwords.ts";

export const userSetPassword = defineCommand({
  usage: "--username <name> [--password <password or ->]",
  summary: "Give a person another password and sign all their devices out",
  options: z.object({ username: usernameSchema, password: z.string().optional() }),
  run: async ({ username, password: given }, { log }, { readLine }) => {
    const { password, generated } = await choosePassword(given, readLine);
    const passwordHash = await hashPassword(password);
    const user = await log.write(null, async (tx) => {
      const found = await accessAccount(tx, username);
      await tx.query(
        "UPDATE account SET password = $2, updated_at = $3 WHERE user_id = $1 AND provider_id = 'credential'",
        [found.id, passwordHash, tx.at],
      );
      await endSessions(tx, await listSessionIds(tx, found.id));
      return found;
    });
    return {
      json: { user, ...(generated && { password: generated }) },
      lines: [`Changed the password of ${user.username} (${user.name}).`, ...toPasswordLines(generated)],
    };
  },
});
