import { CommandError, limits, nameSchema, newId, roleSchema, usernameSchema } from "@hiroba/protocol";
import { z } from "zod";
import { hashPassword } from "../authentication/passwords.ts";
import { insertUser, joinRooms, listAutoJoinRooms } from "../users/user-writes.ts";
import { defineCommand } from "./command.ts";
import { choosePassword, toPasswordLines } from "./passwords.ts";

export const userCreate = defineCommand({
  usage: "--name <name> [--username <name>] [--role owner|admin|member|guest] [--password <password or ->]",
  summary: "Add a person, who joins the rooms that everybody joins; without a password one is made and shown",
  options: z.object({
    name: nameSchema(limits.nameLength),
    username: usernameSchema.optional(),
    role: roleSchema.default("member"),
    password: z.string().optional(),
  }),
  run: async ({ name, username, role, password: given }, { log }, { readLine }) => {
    const { password, generated } = await choosePassword(given, readLine);
    const passwordHash = await hashPassword(password);
    const user = await log.write(null, async (tx) => {
      const workspace = await tx.query("SELECT 1 FROM workspace");
      if (workspace.length === 0) throw new CommandError("CONFLICT", "Set the workspace up first: workspace create.");
      const created = await insertUser(tx, { id: newId(), name, username, role, passwordHash });
      const rooms = await listAutoJoinRooms(tx.query);
      await joinRooms(
        tx,
        created.id,
        rooms.map((room) => room.id),
      );
      return created;
    });
    return {
      json: { user, ...(generated && { password: generated }) },
      lines: [`Created ${user.username} (${user.name}), ${user.role}.`, ...toPasswordLines(generated)],
    };
  },
});
