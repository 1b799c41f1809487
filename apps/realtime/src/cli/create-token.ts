import { CommandError, limits, nameSchema, newId, usernameSchema } from "@hiroba/protocol";
import { z } from "zod";
import { refuseUnless } from "../access.ts";
import { hashSecret } from "../authentication/secrets.ts";
import { storeToken } from "../tokens/create-token.ts";
import { createTokenSecret } from "../tokens/token-secret.ts";
import { accessAccount } from "./access-account.ts";
import { defineCommand } from "./command.ts";

export const tokenCreate = defineCommand({
  usage: "--user <username> --name <name of the token>",
  summary: "Create an access token; its secret is shown this once",
  options: z.object({ user: usernameSchema, name: nameSchema(limits.nameLength) }),
  run: async ({ user: username, name }, { log }) => {
    const secret = createTokenSecret();
    const { token, user } = await log.write(null, async (tx) => {
      const found = await accessAccount(tx, username);
      if (found.deactivated) throw new CommandError("FORBIDDEN", `The account of "${username}" is closed.`);
      refuseUnless({ role: found.role, roomRole: null }, "token.create");
      const stored = await storeToken(tx, { id: newId(), userId: found.id, name, hash: hashSecret(secret) });
      return { ...stored, user: found };
    });
    return {
      json: { token, secret, userId: user.id },
      lines: [`Created the token "${token.name}" for ${user.username}. It is not shown again:`, secret],
    };
  },
});
