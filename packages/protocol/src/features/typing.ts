import { z } from "zod";
import { command } from "../define.ts";
import { idSchema } from "../ids.ts";

export const setTyping = command({
  summary: "I am typing in a room; renewed every few seconds, ended by `typing: false` or by itself",
  actor: "user",
  effect: "signal",
  rate: "signal",
  input: z.strictObject({ roomId: idSchema, typing: z.boolean() }),
  output: z.object({}),
});

export const typingSignals = [
  z.object({ type: z.literal("typing"), roomId: idSchema, userId: idSchema, typing: z.boolean() }),
] as const;
