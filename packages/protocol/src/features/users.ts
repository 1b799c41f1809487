import { z } from "zod";
import { command } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { roleSchema } from "../permissions.ts";
import { foldUsername, nameSchema } from "../text.ts";
import { seqSchema } from "../time.ts";

// Letters and digits of any script, so that 愛子 can be mentioned by her name, but none that shows nothing.
const usernamePattern =
  /^(?!.*\p{Default_Ignorable_Code_Point})[\p{Ll}\p{Lo}\p{Lm}\p{N}](?:[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}._-]*[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}])?$/u;

/** The name after the `@` and at sign-in: NFKC, lower case, letters and digits of any script with `.`, `_` and `-` inside. */
export const usernameSchema = z
  .string()
  .max(limits.usernameLength * 2)
  .transform(foldUsername)
  .pipe(z.string().min(1).max(limits.usernameLength).regex(usernamePattern, "letters, digits, and . _ - between them"));

/** A person or bot as everybody in the workspace sees it. Deactivated people stay, so that old messages keep their author. */
export const userSchema = z.object({
  id: idSchema,
  username: z.string(),
  name: z.string(),
  role: roleSchema,
  deactivated: z.boolean(),
  rev: seqSchema,
});
export type User = z.infer<typeof userSchema>;

export const updateProfile = command({
  summary: "Change my display name or username",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ name: nameSchema(limits.nameLength).optional(), username: usernameSchema.optional() }),
  output: z.object({ user: userSchema, seq: seqSchema }),
});

export const setUserRole = command({
  summary: "Give a person another role in the workspace",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ userId: idSchema, role: roleSchema }),
  output: z.object({ user: userSchema, seq: seqSchema }),
});

export const setUserDeactivated = command({
  summary: "Close a person's account, ending every session and token, or open it again",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ userId: idSchema, deactivated: z.boolean() }),
  output: z.object({ user: userSchema, seq: seqSchema }),
});

export const userEvents = [
  z.object({ type: z.literal("user.created"), user: userSchema }),
  z.object({ type: z.literal("user.updated"), user: userSchema }),
] as const;
