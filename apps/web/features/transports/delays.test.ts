import { expect, test } from "vitest";
import { summarise } from "./delays";

test("nothing measured is nothing said", () => {
  expect(summarise([])).toEqual({ last: null, median: null, slowest: null, count: 0 });
});

test("the last twenty count", () => {
  const delays = [9_999, ...Array.from({ length: 20 }, (_, index) => index + 1)];
  expect(summarise(delays)).toEqual({ last: 20, median: 10, slowest: 20, count: 20 });
});
