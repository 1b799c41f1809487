import { expect, it } from "vitest";
import { toTime } from "./query.ts";

it.each([
  ["2026-11-27 06:00:00+00", "2026-11-27T06:00:00.000Z"],
  ["2026-11-27 06:00:00.1+00", "2026-11-27T06:00:00.100Z"],
  ["2026-11-27 06:00:00.012+00", "2026-11-27T06:00:00.012Z"],
  // Of a server whose clock face is another one's, and of a table that is not ours.
  ["2026-11-27 07:30:00.5+01:30", "2026-11-27T06:00:00.500Z"],
  ["2026-11-26 18:00:00-12", "2026-11-27T06:00:00.000Z"],
  ["2026-11-27 06:00:00.123456+00", "2026-11-27T06:00:00.123Z"],
  ["0001-01-01 00:00:00+00 BC", "0000-01-01T00:00:00.000Z"],
])("what PostgreSQL writes as %s is %s", (text, time) => {
  expect(toTime(text)).toBe(time);
});
