import { expect, test } from "vitest";
import { AIKO, entryOf, envelopeOf, GARDEN, GENERAL, sentAt } from "../testing/story.ts";
import { bridges, recentFrom, remember } from "./recent.ts";

test("what was applied lately bridges to a page as far as it reaches back", () => {
  const recent = remember(recentFrom(10), [sentAt(11), sentAt(13)]);
  expect(bridges(recent, GENERAL, 9)).toBe(false);
  expect(bridges(recent, GENERAL, 10)).toBe(true);
  expect(bridges(recent, GENERAL, 12)).toBe(true);
});

test("it does not bridge a time away from the room, of which nothing was heard", () => {
  const left = envelopeOf(11, { type: "room.left", roomId: GARDEN });
  const joined = envelopeOf(20, { type: "room.joined", entry: entryOf(GARDEN) });
  const recent = remember(recentFrom(5), [left, joined]);
  expect(bridges(recent, GARDEN, 7)).toBe(false);
  expect(bridges(recent, GARDEN, 15)).toBe(false);
  expect(bridges(recent, GARDEN, 20)).toBe(true);
  expect(bridges(recent, GENERAL, 7)).toBe(true);
});

test("it is bounded, and knows from where on it is whole", () => {
  let recent = recentFrom(0);
  for (let seq = 1; seq <= 9_000; seq++) recent = remember(recent, [sentAt(seq, { authorId: AIKO })]);
  expect(recent.envelopes.length).toBeGreaterThanOrEqual(2_000);
  expect(recent.envelopes.length).toBeLessThanOrEqual(4_000);
  expect(recent.envelopes[0]?.seq).toBe(recent.from + 1);
  expect(recent.envelopes.at(-1)?.seq).toBe(9_000);
});
