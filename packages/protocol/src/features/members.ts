import { z } from "zod";
import { command } from "../define.ts";
import { idSchema } from "../ids.ts";
import { seqSchema, timeSchema } from "../time.ts";
import { roomRoleSchema } from "./rooms.ts";

/** A person's place in a room. */
export const memberSchema = z.object({
  userId: idSchema,
  role: roomRoleSchema,
  joinedAt: timeSchema,
  joinedSeq: seqSchema,
});
export type Member = z.infer<typeof memberSchema>;

const memberInput = z.strictObject({ roomId: idSchema, userId: idSchema });

export const listMembers = command({
  summary: "Everybody in a room, read as of `seq`",
  actor: "user",
  effect: "read",
  rate: "read",
  input: z.strictObject({ roomId: idSchema }),
  output: z.object({ members: z.array(memberSchema), seq: seqSchema }),
});

export const addMember = command({
  summary: "Add a person to a room I am in",
  actor: "user",
  effect: "write",
  rate: "write",
  input: memberInput,
  output: z.object({ member: memberSchema, seq: seqSchema }),
});

export const removeMember = command({
  summary: "Remove a person from a room",
  actor: "user",
  effect: "write",
  rate: "write",
  input: memberInput,
  output: z.object({ seq: seqSchema }),
});

export const setMemberRole = command({
  summary: "Make a member an admin of the room, or no longer one",
  actor: "user",
  effect: "write",
  rate: "write",
  input: memberInput.extend({ role: roomRoleSchema }),
  output: z.object({ member: memberSchema, seq: seqSchema }),
});

export const memberEvents = [
  z.object({ type: z.literal("member.joined"), roomId: idSchema, member: memberSchema, memberCount: z.int() }),
  z.object({ type: z.literal("member.updated"), roomId: idSchema, member: memberSchema }),
  z.object({ type: z.literal("member.left"), roomId: idSchema, userId: idSchema, memberCount: z.int() }),
] as const;
