import { z } from "zod";
import { command, nothingSchema, writtenSchema } from "../define.ts";
import { idSchema } from "../ids.ts";
import { timeSchema } from "../time.ts";
import { passwordSchema } from "./workspace.ts";

/** A signed-in browser, one of the person's devices. */
export const sessionSchema = z.object({
  id: idSchema,
  userAgent: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
  current: z.boolean(),
});
export type Session = z.infer<typeof sessionSchema>;

export const listSessions = command({
  summary: "My signed-in devices",
  actor: "user",
  effect: "read",
  rate: "read",
  input: nothingSchema,
  output: z.object({ sessions: z.array(sessionSchema) }),
});

export const revokeSession = command({
  summary: "Sign out one of my devices",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ sessionId: idSchema }),
  output: writtenSchema,
});

export const revokeOtherSessions = command({
  summary: "Sign out all my other devices",
  actor: "session",
  effect: "write",
  rate: "write",
  input: nothingSchema,
  output: writtenSchema,
});

export const signOut = command({
  summary: "Sign this browser out, or all my devices",
  actor: "session",
  effect: "cookie",
  rate: "door",
  input: z.strictObject({ everywhere: z.boolean().default(false) }),
  output: writtenSchema,
});

export const changePassword = command({
  summary:
    "Change my password; other devices are signed out, and this one gets a new cookie. People without one (guests) set their first",
  actor: "session",
  effect: "cookie",
  rate: "door",
  input: z.strictObject({ current: z.string().max(1_000).nullable(), next: passwordSchema }),
  output: writtenSchema,
});

export const createDeviceLink = command({
  summary: "A short-lived, single-use link that signs another device in as me",
  actor: "session",
  effect: "write",
  rate: "door",
  input: nothingSchema,
  output: z.object({ path: z.string(), expiresAt: timeSchema }),
});

export const acceptDeviceLink = command({
  summary: "Sign this browser in with a device link's code",
  actor: "anyone",
  effect: "cookie",
  rate: "door",
  input: z.strictObject({ code: z.string().min(1).max(200) }),
  output: z.object({ userId: idSchema }),
});

export const sessionEvents = [z.object({ type: z.literal("session.ended"), sessionIds: z.array(idSchema) })] as const;
