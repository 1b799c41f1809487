import { expect, test } from "vitest";
import { compare } from "./agreement";

test("equal checksums agree, wherever the lanes stand", () => {
  const lanes = [
    { checksum: "a", seq: 5 },
    { checksum: "a", seq: 7 },
  ];
  expect(compare(lanes)).toEqual({ kind: "agree", agreeing: 2, checksum: "a" });
});

test("a lane that is behind is on its way, as is one that holds nothing yet", () => {
  const lanes = [
    { checksum: "b", seq: 7 },
    { checksum: "a", seq: 5 },
    { checksum: null, seq: -1 },
  ];
  expect(compare(lanes)).toEqual({ kind: "partly", agreeing: 1, checksum: "b" });
});

test("different checksums at the same position are a fault", () => {
  const lanes = [
    { checksum: "b", seq: 7 },
    { checksum: "a", seq: 7 },
  ];
  expect(compare(lanes).kind).toBe("differ");
});

test("nothing held is nothing to compare", () => {
  expect(compare([{ checksum: null, seq: -1 }]).kind).toBe("loading");
});
