import { CommandError, type Workspace } from "@hiroba/protocol";
import { refuseUnless } from "../access.ts";
import type { Handler } from "../context.ts";
import { accessActor } from "../users/user-writes.ts";

type Row = { name: string; created_at: string; rev: string };

/** Renames the workspace. */
export const updateWorkspace: Handler<"workspace.update"> = ({ name }, { app, caller }) =>
  app.log.write(caller.userId, async (tx) => {
    const { actor } = await accessActor(tx, caller.userId);
    refuseUnless(actor, "workspace.update");
    const [row] = await tx.query<Row>("SELECT name, created_at, rev FROM workspace");
    if (!row) throw new CommandError("NOT_FOUND", "There is no workspace yet.");
    const held: Workspace = { name: row.name, createdAt: row.created_at, rev: Number(row.rev) };
    if (held.name === name) return { workspace: held, seq: tx.head() };
    const workspace = { ...held, name, rev: tx.head() + 1 };
    await tx.query("UPDATE workspace SET name = $1, rev = $2", [workspace.name, workspace.rev]);
    return { workspace, seq: tx.publish("workspace", () => ({ type: "workspace.updated", workspace })) };
  });
