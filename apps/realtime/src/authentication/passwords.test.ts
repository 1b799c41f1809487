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

test("checking against nobody takes as much work as checking against somebody", async () => {
  const hash = await hashPassword("correct horse");
  const somebody = await work(() => verifyPassword("wrong", hash));
  const nobody = await work(() => verifyPassword("wrong", null));
  expect(nobody).toBeGreaterThan(somebody / 2);
});

/** Processor time rather than the clock: the machine has other things to do. */
async function work(task: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

test("the event loop runs on while passwords are hashed", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await Promise.all([1, 2, 3].map(() => hashPassword("correct horse")));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});
