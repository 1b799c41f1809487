import fc from "fast-check";
import { expect, it } from "vitest";
import { idSchema, newId } from "./ids.ts";

it("a new id is a UUIDv7 that the contract takes", () => {
  const id = newId();
  expect(idSchema.parse(id)).toBe(id);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("ids made later sort later, for ten thousand years to come", () => {
  const moment = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(moment, moment, (one, other) => {
      fc.pre(one !== other);
      expect(newId(one) < newId(other)).toBe(one < other);
    }),
  );
});

it("an id holds the moment it was made", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
      expect(Number.parseInt(newId(now).replaceAll("-", "").slice(0, 12), 16)).toBe(now);
    }),
  );
});

it("ids of one moment differ", () => {
  expect(new Set(Array.from({ length: 10_000 }, () => newId(1))).size).toBe(10_000);
});

it.each(["", "0192A000-0000-7000-8000-00000000000A", "0192a000-0000-7000-8000-00000000000", "__proto__", "' OR 1=1"])(
  "%j is no id",
  (text) => {
    expect(idSchema.safeParse(text).success).toBe(false);
  },
);
