import { z } from "zod";
import { renewEpoch } from "../log/head.ts";
import { defineCommand } from "./command.ts";

export const logRenew = defineCommand({
  usage: "",
  summary: "Let every device begin anew: after a disk or a machine was set back to an earlier state",
  options: z.object({}),
  run: async (_options, { db }) => {
    await renewEpoch(db.pool);
    return { json: {}, lines: ["Every device takes a snapshot when it comes back."] };
  },
});
