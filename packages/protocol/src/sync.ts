import { z } from "zod";
import { cursorSchema } from "./cursor.ts";
import { envelopeSchema } from "./events.ts";
import { presenceSchema } from "./features/presence.ts";
import { idSchema } from "./ids.ts";
import { type Limits, limits } from "./limits.ts";
import { signalSchema } from "./signals.ts";
import { stateSchema } from "./state/state.ts";

/** The first thing a connection hears: who it is, where the log stands, what is allowed, and who is there. */
export const helloSchema = z.object({
  userId: idSchema,
  sessionId: idSchema.nullable(),
  cursor: cursorSchema,
  protocol: z.int(),
  limits: z.custom<Limits>((value) => typeof value === "object" && value !== null),
  presence: z.record(idSchema, presenceSchema),
});
export type Hello = z.infer<typeof helloSchema>;

/**
 * A stretch of the log: the answer of `/v1/events`, and the payload of `events` on Socket.IO and SSE. `cursor` is the
 * position after it; `more` says that the next stretch is there already. With `reset` the gap cannot be filled (rule
 * L9): forget what is held, take a snapshot, go on from its cursor.
 * `signals` is what is true now, and `hello` answers `hello=1` in the query; only HTTP polling carries the two, the other
 * transports push them on their own. `presence` stands for who is there: given back with the next poll it keeps them out of
 * `signals` as long as they are the same.
 */
export const eventPageSchema = z.object({
  events: z.array(envelopeSchema),
  cursor: cursorSchema,
  more: z.boolean().default(false),
  reset: z.literal(true).optional(),
  signals: z.array(signalSchema).optional(),
  presence: z.string().optional(),
  hello: helloSchema.optional(),
});
export type EventPage = z.infer<typeof eventPageSchema>;

/** Where a device starts: everything this person sees, as of `cursor`. */
export const snapshotSchema = z.object({ state: stateSchema, cursor: cursorSchema });
export type Snapshot = z.infer<typeof snapshotSchema>;

/**
 * The Socket.IO handshake's `auth`: a token unless a session cookie does it, the position to go on from, how many events a
 * page of what was missed may have, and the version.
 */
export const handshakeSchema = z.object({
  token: z.string().max(200).optional(),
  since: cursorSchema.optional(),
  limit: z.int().min(1).max(limits.eventsPerPage).optional(),
  protocol: z.int().optional(),
});
export type Handshake = z.infer<typeof handshakeSchema>;
