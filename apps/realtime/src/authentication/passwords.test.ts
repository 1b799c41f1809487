import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./passwords.ts";

test("a password fits its own hash only, to the letter", async () => {
  const hash = await hashPassword("correct horse ü");
  expect(await verifyPassword("correct horse ü", hash)).toBe(true);
  for (const wrong of ["correct horse u", "correct horse ü ", "correct horse u\u0308", "", hash]) {
    expect(await verifyPassword(wrong, hash)).toBe(false);
  }
});

test("the same password hashes differently every time", async () => {
  expect(await hashPassword("correct horse")).not.toBe(await hashPassword("correct horse"));
});

test("no hash, or a damaged one, fits nothing", async () => {
  expect(await verifyPassword("", null)).toBe(false);
  expect(await verifyPassword("anything", null)).toBe(false);
  expect(await verifyPassword("anything", "scrypt$16384$8$5$c2FsdA$")).toBe(false);
});

test("checking against nobody takes as long as checking against somebody", async () => {
  const hash = await hashPassword("correct horse");
  const somebody = await time(() => verifyPassword("wrong", hash));
  const nobody = await time(() => verifyPassword("wrong", null));
  expect(nobody).toBeGreaterThan(somebody / 3);
});

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

test("the event loop runs on while passwords are hashed", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await Promise.all([1, 2, 3].map(() => hashPassword("correct horse")));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});
