import fc from "fast-check";
import { expect, it } from "vitest";
import { cursorSchema, formatCursor, readCursor, seqOf } from "./cursor.ts";

it("a cursor that is written can be read, whatever its epoch and seq", () => {
  const epoch = fc.string({
    unit: fc.constantFrom(..."0123456789abcdefghijklmnopqrstuvwxyz"),
    minLength: 1,
    maxLength: 16,
  });
  const seq = fc.integer({ min: 0, max: 999_999_999_999_999 });
  fc.assert(
    fc.property(epoch, seq, (epoch, seq) => {
      const text = formatCursor({ epoch, seq });
      expect(cursorSchema.parse(text)).toBe(text);
      expect(readCursor(text)).toEqual({ epoch, seq });
      expect(seqOf(text)).toBe(seq);
    }),
  );
});

it("what cannot be read is no cursor, and the other way round", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      expect(readCursor(text) !== null).toBe(cursorSchema.safeParse(text).success);
    }),
  );
});

it.each([
  "",
  "-",
  "abc",
  "abc-",
  "-1",
  "abc-01",
  "abc--1",
  "abc-1.5",
  "abc-1e3",
  "ABC-1",
  "abc-1-2",
  " abc-1",
  "abc-1\n",
  "愛-1",
  "abc-١",
])("%j is no cursor", (text) => {
  expect(readCursor(text)).toBeNull();
});

it.each([null, undefined, "", "abc"])("before all events is where %j is", (text) => {
  expect(readCursor(text)).toBeNull();
  expect(seqOf(text)).toBe(0);
});
