import { expect, it } from "vitest";
import { tellCrashStory } from "../src/testing/crash-story.ts";
import { toPercentile } from "./support/percentile.ts";
import { report, toSeconds } from "./support/report.ts";

it("a node that is killed in the middle of a burst loses nothing it acknowledged and doubles nothing (L3, L4)", async () => {
  const { findings, backMs } = await tellCrashStory({ kills: 20 });
  const p99 = toPercentile(backMs, 0.99);
  report("a node killed 20 times", { "level after p50": toSeconds(toPercentile(backMs, 0.5)), p99: toSeconds(p99) });
  expect(findings).toEqual([]);
  expect(p99).toBeLessThanOrEqual(2_000);
});
