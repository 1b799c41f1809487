import type { Handler } from "../context.ts";
import { toQuery } from "../query.ts";

/** Whether there is a workspace yet, for whoever opens the address first. */
export const workspaceStatus: Handler<"workspace.status"> = async (_input, { app }) => {
  const [row] = await toQuery(app.db.pool)<{ name: string }>("SELECT name FROM workspace");
  return { setUp: row !== undefined, name: row?.name ?? null };
};
