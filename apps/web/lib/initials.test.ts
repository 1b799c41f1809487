import { expect, test } from "vitest";
import { initials } from "./initials";

test.each([
  ["Ben Carter", "BC"],
  ["dee", "D"],
  ["Ana María López", "AL"],
  ["Deirdre Montgomery the 3rd", "DT"],
  ["愛子 山田", "愛"],
  ["김민준", "김"],
  ["👩‍👩‍👧 family", "👩‍👩‍👧"],
  ["", "?"],
])("%s is %s", (name, expected) => {
  expect(initials(name)).toBe(expected);
});
