import { z } from "zod";
import { command, nothingSchema, writtenSchema } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { nameSchema } from "../text.ts";
import { seqSchema, timeSchema } from "../time.ts";

/** A personal access token, without its secret, which is shown once at creation and stored hashed. */
export const tokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

export const createToken = command({
  summary: "Create a personal access token; the answer is the only time it is shown",
  actor: "session",
  effect: "write",
  rate: "door",
  input: z.strictObject({ id: idSchema, name: nameSchema(limits.nameLength) }),
  output: z.object({ token: tokenSchema, secret: z.string(), seq: seqSchema }),
});

export const listTokens = command({
  summary: "My access tokens",
  actor: "user",
  effect: "read",
  rate: "read",
  input: nothingSchema,
  output: z.object({ tokens: z.array(tokenSchema) }),
});

export const revokeToken = command({
  summary: "Revoke one of my access tokens; what it opened closes within a second",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ tokenId: idSchema }),
  output: writtenSchema,
});

export const tokenEvents = [
  z.object({ type: z.literal("token.created"), token: tokenSchema }),
  z.object({ type: z.literal("token.revoked"), tokenId: idSchema }),
] as const;
