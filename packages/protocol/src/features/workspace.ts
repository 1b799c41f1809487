import { z } from "zod";
import { command, nothingSchema } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { nameSchema } from "../text.ts";
import { seqSchema, timeSchema } from "../time.ts";
import { userSchema } from "./users.ts";

/** The workspace: everything one Hiroba holds. `rev` is the seq of its last change. */
export const workspaceSchema = z.object({ name: z.string(), createdAt: timeSchema, rev: seqSchema });
export type Workspace = z.infer<typeof workspaceSchema>;

/** A password as typed: compared as it is, never trimmed or normalised. */
export const passwordSchema = z.string().min(limits.passwordMinimum).max(limits.passwordLength);

export const workspaceStatus = command({
  summary: "Whether the workspace is set up, and its name",
  actor: "anyone",
  effect: "read",
  rate: "read",
  input: nothingSchema,
  output: z.object({ setUp: z.boolean(), name: z.string().nullable() }),
});

export const setUpWorkspace = command({
  summary: "Create the workspace and its owner on an empty server, and sign this browser in",
  actor: "anyone",
  effect: "cookie",
  rate: "door",
  input: z.strictObject({
    workspaceName: nameSchema(limits.nameLength),
    name: nameSchema(limits.nameLength),
    password: passwordSchema,
  }),
  output: z.object({ user: userSchema, roomId: idSchema, seq: seqSchema }),
});

export const updateWorkspace = command({
  summary: "Rename the workspace",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ name: nameSchema(limits.nameLength) }),
  output: z.object({ workspace: workspaceSchema, seq: seqSchema }),
});

export const workspaceEvents = [
  z.object({ type: z.literal("workspace.updated"), workspace: workspaceSchema }),
] as const;
