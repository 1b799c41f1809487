import { expect, it } from "vitest";
import { toSlope } from "./support/memory-slope.ts";

/** A sample a minute. */
const follow = (minutes: number, toMebibytes: (hours: number) => number) =>
  Array.from({ length: minutes }, (_, minute) => ({ hours: minute / 60, mebibytes: toMebibytes(minute / 60) }));
/** Up and down by two, as a heap goes. */
const withNoise = (mebibytes: number, hours: number) => mebibytes + 2 * Math.sin(hours * 1_000);

it("a memory that only fills and then swings is not taken for a leak, one that grows on is", () => {
  const filling = follow(8 * 60, (hours) => withNoise(Math.min(200, 100 + 150 * hours), hours));
  expect(Math.abs(toSlope(filling) ?? 100)).toBeLessThan(0.2);
  const leaking = follow(8 * 60, (hours) => withNoise(200 + 4 * hours, hours));
  expect(toSlope(leaking)).toBeGreaterThan(1);
  const withSpikes = filling.map((sample, index) => (index % 20 ? sample : { ...sample, mebibytes: 400 }));
  expect(Math.abs(toSlope(withSpikes) ?? 100)).toBeLessThan(0.5);
});

it("less than two hours tell nothing", () => {
  expect(toSlope([])).toBeNull();
  expect(toSlope(follow(110, (hours) => 100 + 50 * hours))).toBeNull();
});
