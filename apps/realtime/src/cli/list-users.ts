import { z } from "zod";
import { toQuery } from "../query.ts";
import { toUser, type UserRow } from "../rows.ts";
import { defineCommand } from "./command.ts";
import { toColumns } from "./output.ts";

export const userList = defineCommand({
  usage: "",
  summary: "Everybody, by username",
  options: z.object({}),
  run: async (_options, { db }) => {
    const rows = await toQuery(db.pool)<UserRow>('SELECT * FROM "user" ORDER BY username');
    const users = rows.map(toUser);
    const cells = users.map(({ username, role, deactivated, name }) => [
      username,
      deactivated ? `${role}, deactivated` : role,
      name,
    ]);
    return { json: { users }, lines: toColumns([["USERNAME", "ROLE", "NAME"], ...cells]) };
  },
});
