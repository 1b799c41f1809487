import { z } from "zod";
import { command, nothingSchema, writtenSchema } from "../define.ts";
import { idSchema } from "../ids.ts";
import { limits } from "../limits.ts";
import { nameSchema } from "../text.ts";
import { seqSchema, timeSchema } from "../time.ts";
import { usernameSchema, userSchema } from "./users.ts";
import { passwordSchema } from "./workspace.ts";

/** How one may come in: `guest` asks for a name only, `member` for an account with a password. */
export const inviteKindSchema = z.enum(["guest", "member"]);
export type InviteKind = z.infer<typeof inviteKindSchema>;

/**
 * An invite link. `path` is where it leads on this server, such as `/join/…`; null once it is revoked, and for who is not
 * in a private room that it leads into.
 */
export const inviteSchema = z.object({
  id: idSchema,
  kind: inviteKindSchema,
  roomIds: z.array(idSchema),
  path: z.string().nullable(),
  uses: z.int(),
  maximumUses: z.int().nullable(),
  expiresAt: timeSchema.nullable(),
  revoked: z.boolean(),
  createdById: idSchema,
  createdAt: timeSchema,
});
export type Invite = z.infer<typeof inviteSchema>;

/** The code of an invite link, as it stands in its path. */
const codeSchema = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/u, "not a code");

export const createInvite = command({
  summary: "Create an invite link; without rooms it leads to the rooms everybody joins",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({
    id: idSchema,
    kind: inviteKindSchema,
    roomIds: z.array(idSchema).max(50).default([]),
    maximumUses: z.int().min(1).max(limits.inviteUses).nullable().default(null),
    expiresInDays: z.int().min(1).max(limits.inviteDays).nullable().default(7),
  }),
  output: z.object({ invite: inviteSchema, seq: seqSchema }),
});

export const listInvites = command({
  summary: "The workspace's invite links that can still be used",
  actor: "user",
  effect: "read",
  rate: "read",
  input: nothingSchema,
  output: z.object({ invites: z.array(inviteSchema) }),
});

export const revokeInvite = command({
  summary: "Revoke an invite link",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({ inviteId: idSchema }),
  output: writtenSchema,
});

export const readInvite = command({
  summary: "What an invite link offers: the workspace's name, who invites, and whether a name is enough",
  actor: "anyone",
  effect: "read",
  rate: "door",
  input: z.strictObject({ code: codeSchema }),
  output: z.object({
    workspaceName: z.string(),
    invitedBy: z.string(),
    kind: inviteKindSchema,
    rooms: z.array(z.string()),
  }),
});

export const acceptInvite = command({
  summary:
    "Come in by an invite link: a name is enough for guests, members add a password; signs this browser in. The same id again, within ten minutes, takes the same password, or the same `Idempotency-Key` header, to be answered as the first",
  actor: "anyone",
  effect: "cookie",
  rate: "door",
  input: z.strictObject({
    code: codeSchema,
    /** The new person's id. Everybody in the workspace knows it: to be answered again takes more, as the summary says. */
    id: idSchema,
    name: nameSchema(limits.nameLength),
    username: usernameSchema.optional(),
    password: passwordSchema.optional(),
  }),
  output: z.object({ user: userSchema, roomId: idSchema.nullable(), seq: seqSchema }),
});

export const inviteEvents = [
  z.object({ type: z.literal("invite.created"), invite: inviteSchema.omit({ path: true }) }),
  z.object({ type: z.literal("invite.revoked"), inviteId: idSchema }),
] as const;
