import { z } from "zod";
import { command } from "../define.ts";
import { seqSchema } from "../time.ts";

/** My choices, the same on all my devices. */
export const settingsSchema = z.object({
  locale: z.enum(["auto", "en", "ja"]).default("auto"),
  theme: z.enum(["auto", "light", "dark"]).default("auto"),
  /** What Enter does where there is a keyboard; Shift+Enter, or Ctrl+Enter, does the other. */
  enterKey: z.enum(["send", "newline"]).default("send"),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What somebody has who never chose. */
export const defaultSettings: Settings = settingsSchema.parse({});

export const updateSettings = command({
  summary: "Change some of my settings",
  actor: "user",
  effect: "write",
  rate: "write",
  input: z.strictObject({
    locale: settingsSchema.shape.locale.unwrap().optional(),
    theme: settingsSchema.shape.theme.unwrap().optional(),
    enterKey: settingsSchema.shape.enterKey.unwrap().optional(),
  }),
  output: z.object({ settings: settingsSchema, seq: seqSchema }),
});

export const settingsEvents = [z.object({ type: z.literal("settings.updated"), settings: settingsSchema })] as const;
