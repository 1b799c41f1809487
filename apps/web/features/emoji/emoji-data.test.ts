import { emojiSchema } from "@hiroba/protocol";
import { expect, test } from "vitest";
import { loadEmoji } from "./emoji-data";

test.each(["en", "ja"] as const)("every emoji that can be picked in %s is put on messages as it is", async (locale) => {
  const all = await loadEmoji(locale);
  expect(all.length).toBeGreaterThan(1_500);
  for (const { emoji } of all) expect(emojiSchema.parse(emoji)).toBe(emoji);
});
