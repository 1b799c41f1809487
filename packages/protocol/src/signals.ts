import { z } from "zod";
import { presenceSignals } from "./features/presence.ts";
import { typingSignals } from "./features/typing.ts";

/** What is only true now (rule L12): never stored, never numbered, may be lost, and expires on the receiver. */
export const signalSchema = z.discriminatedUnion("type", [...typingSignals, ...presenceSignals]);
export type Signal = z.infer<typeof signalSchema>;
