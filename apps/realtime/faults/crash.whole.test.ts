import { expect, it } from "vitest";
import { tellCrashStory } from "../src/testing/crash-story.ts";

it("a node that is killed in the middle of a burst loses nothing it acknowledged and doubles nothing (L3, L4)", async () => {
  expect(await tellCrashStory({ kills: 20 })).toEqual([]);
});
