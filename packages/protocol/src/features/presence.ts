import { z } from "zod";
import { command } from "../define.ts";
import { idSchema } from "../ids.ts";

/** `active` while a screen is looked at, `away` while a device is only connected, `offline` without any connection. */
export const presenceSchema = z.enum(["active", "away", "offline"]);
export type Presence = z.infer<typeof presenceSchema>;

export const setPresence = command({
  summary: "Whether this connection's screen is being looked at; a person is as present as the most present connection",
  actor: "user",
  effect: "signal",
  rate: "signal",
  input: z.strictObject({ presence: presenceSchema.exclude(["offline"]) }),
  output: z.object({}),
});

export const presenceSignals = [
  /** Changes: the people named, and nobody else. */
  z.object({ type: z.literal("presence"), people: z.record(idSchema, presenceSchema) }),
] as const;
