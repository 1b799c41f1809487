import { expect, test } from "vitest";
import { type Happening, nextPhase, type Phase } from "./phases.ts";

const arrows: [Phase, Happening, Phase][] = [
  ["queued", "attempt", "sending"],
  ["queued", "orphan", "failed"],
  ["queued", "discard", "gone"],
  ["queued", "restart", "queued"],
  ["sending", "acknowledge", "sent"],
  ["sending", "defer", "queued"],
  ["sending", "refuse", "failed"],
  ["sending", "restart", "queued"],
  ["sent", "see", "gone"],
  ["sent", "forget", "queued"],
  ["sent", "restart", "queued"],
  ["failed", "retry", "queued"],
  ["failed", "discard", "gone"],
  ["failed", "restart", "failed"],
];
const phases: Phase[] = ["queued", "sending", "sent", "failed", "gone"];
const happenings: Happening[] = [...new Set<Happening>(arrows.map(([, happening]) => happening))];

test.each(arrows)("an item that is %s and meets %s becomes %s", (from, happening, to) => {
  expect(nextPhase(from, happening)).toBe(to);
});

test("nothing else can happen to an item", () => {
  for (const from of phases) {
    for (const happening of happenings) {
      if (arrows.some(([phase, name]) => phase === from && name === happening)) continue;
      expect(nextPhase(from, happening), `${from}, ${happening}`).toBeUndefined();
    }
  }
});
