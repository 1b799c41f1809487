import { limits, nameSchema, newId, usernameSchema } from "@hiroba/protocol";
import { z } from "zod";
import { hashPassword } from "../authentication/passwords.ts";
import { createWorkspace } from "../workspace/create-workspace.ts";
import { defineCommand } from "./command.ts";
import { choosePassword, toPasswordLines } from "./passwords.ts";

export const workspaceCreate = defineCommand({
  usage: "--name <workspace> --owner <name> [--username <name>] [--password <password or ->]",
  summary: "Set an empty server up: the workspace, its owner and #general",
  options: z.object({
    name: nameSchema(limits.nameLength),
    owner: nameSchema(limits.nameLength),
    username: usernameSchema.optional(),
    password: z.string().optional(),
  }),
  run: async ({ name, owner, username, password: given }, { log }, { readLine }) => {
    const { password, generated } = await choosePassword(given, readLine);
    const passwordHash = await hashPassword(password);
    const id = newId();
    const { user, roomId } = await log.write(id, (tx) =>
      createWorkspace(tx, { name, owner: { id, name: owner, username, passwordHash } }),
    );
    return {
      json: { user, roomId, ...(generated && { password: generated }) },
      lines: [`Created ${name}. Its owner is ${user.username} (${user.name}).`, ...toPasswordLines(generated)],
    };
  },
});
