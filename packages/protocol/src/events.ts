import { z } from "zod";
import { draftEvents } from "./features/drafts.ts";
import { inviteEvents } from "./features/invites.ts";
import { memberEvents } from "./features/members.ts";
import { messageEvents } from "./features/messages.ts";
import { reactionEvents } from "./features/reactions.ts";
import { readEvents } from "./features/reads.ts";
import { roomEvents } from "./features/rooms.ts";
import { sessionEvents } from "./features/sessions.ts";
import { settingsEvents } from "./features/settings.ts";
import { tokenEvents } from "./features/tokens.ts";
import { userEvents } from "./features/users.ts";
import { workspaceEvents } from "./features/workspace.ts";
import { idSchema } from "./ids.ts";
import { seqSchema, timeSchema } from "./time.ts";
import { topicSchema } from "./topics.ts";

/** Everything that can happen. An event carries the whole new entity, so that applying it needs nothing else. */
export const eventSchema = z.discriminatedUnion("type", [
  ...workspaceEvents,
  ...userEvents,
  ...sessionEvents,
  ...tokenEvents,
  ...inviteEvents,
  ...roomEvents,
  ...memberEvents,
  ...messageEvents,
  ...reactionEvents,
  ...readEvents,
  ...draftEvents,
  ...settingsEvents,
]);
export type Event = z.infer<typeof eventSchema>;
export type EventType = Event["type"];
export type EventOf<Type extends EventType> = Extract<Event, { type: Type }>;

/** An event in its place in the log. `actorId` is who did it, null when the server did. `at` is for display only. */
export const envelopeSchema = z.object({
  seq: seqSchema,
  topic: topicSchema,
  at: timeSchema,
  actorId: idSchema.nullable(),
  event: eventSchema,
});
export type Envelope = Omit<z.infer<typeof envelopeSchema>, "event"> & { event: Event };
