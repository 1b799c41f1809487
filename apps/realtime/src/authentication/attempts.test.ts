import { expect, test } from "vitest";
import { createAttempts } from "./attempts.ts";

const stranger = async () => false;
const limited = { code: "RATE_LIMITED", details: { retryAfter: expect.any(Number) } };

test("one network guessing one name is stopped; others, and other names, are not", async () => {
  const attempts = createAttempts(stranger);
  for (let index = 0; index < 10; index++) await attempts.begin("aiko", "192.0.2.1");
  await expect(attempts.begin("aiko", "192.0.2.1")).rejects.toMatchObject(limited);
  await attempts.begin("ben", "192.0.2.1");
  await attempts.begin("aiko", "192.0.2.2");
});

test("moving through a /64 is one network", async () => {
  const attempts = createAttempts(stranger);
  for (let index = 0; index < 10; index++) await attempts.begin("aiko", `2001:db8:1:2::${index}`);
  await expect(attempts.begin("aiko", "2001:db8:1:2:ffff::1")).rejects.toMatchObject(limited);
  await attempts.begin("aiko", "2001:db8:1:3::1");
});

test("one network guessing many names is stopped", async () => {
  const attempts = createAttempts(stranger);
  for (let index = 0; index < 60; index++) await attempts.begin(`name${index}`, "192.0.2.1");
  await expect(attempts.begin("another", "192.0.2.1")).rejects.toMatchObject(limited);
});

test("many networks guessing one name are stopped, but not where the person is signed in", async () => {
  const attempts = createAttempts(async (username, address) => username === "aiko" && address === "198.51.100.7");
  for (let index = 0; index < 100; index++) await attempts.begin("aiko", `192.0.2.${index}`);
  await expect(attempts.begin("aiko", "203.0.113.1")).rejects.toMatchObject(limited);
  await attempts.begin("aiko", "198.51.100.7");
});

test("many at once are all counted", async () => {
  const attempts = createAttempts(stranger);
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => attempts.begin("aiko", "192.0.2.1")));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("what could not be tried costs nothing, and forgives nothing", async () => {
  const attempts = createAttempts(stranger);
  for (let index = 0; index < 9; index++) await attempts.begin("aiko", "192.0.2.1");
  for (let index = 0; index < 200; index++) {
    await attempts.begin("aiko", "192.0.2.1");
    await attempts.takeBack("aiko", "192.0.2.1");
  }
  await attempts.begin("aiko", "192.0.2.1");
  await expect(attempts.begin("aiko", "192.0.2.1")).rejects.toMatchObject(limited);
});

test("success costs nothing", async () => {
  const attempts = createAttempts(stranger);
  for (let index = 0; index < 200; index++) {
    await attempts.begin("aiko", "192.0.2.1");
    await attempts.succeed("aiko", "192.0.2.1");
  }
  for (let index = 0; index < 10; index++) await attempts.begin("aiko", "192.0.2.1");
  await expect(attempts.begin("aiko", "192.0.2.1")).rejects.toMatchObject(limited);
});
