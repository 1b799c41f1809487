import { expect, test } from "vitest";
import { createAttempts } from "./attempts.ts";

const stranger = async () => false;
const limited = { code: "RATE_LIMITED", details: { retryAfter: expect.any(Number) } };
const soon = { code: "RATE_LIMITED", details: { retryAfter: 5 } };
/** How many of so many attempts at once may be made, and the others' refusals. */
const beginAtOnce = async (beginnings: Promise<void>[]) => {
  const outcomes = await Promise.allSettled(beginnings);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  return { begun: beginnings.length - refusals.length, refusals };
};

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

test("of a crowd behind one address whoever is one too many comes again soon, and what was refused costs nothing", async () => {
  const attempts = createAttempts(stranger);
  const names = Array.from({ length: 150 }, (_, index) => `name${index}`);
  const { begun, refusals } = await beginAtOnce(names.map((name) => attempts.begin(name, "192.0.2.1")));
  expect(begun).toBe(60);
  for (const refusal of refusals) expect(refusal).toMatchObject(soon);
  for (const name of names.slice(0, begun)) await attempts.succeed(name, "192.0.2.1");
  const rest = names.slice(begun, begun + 60);
  expect((await beginAtOnce(rest.map((name) => attempts.begin(name, "192.0.2.1")))).begun).toBe(60);
});

test("of many guesses at once those that may be made are made, and the time is over when they have failed", async () => {
  const attempts = createAttempts(stranger);
  const guess = () => attempts.begin("aiko", "192.0.2.1");
  const { begun, refusals } = await beginAtOnce(Array.from({ length: 50 }, guess));
  expect(begun).toBe(10);
  for (const refusal of refusals) expect(refusal).toMatchObject(soon);
  for (let index = 0; index < 9; index++) await attempts.fail("aiko", "192.0.2.1");
  await expect(guess()).rejects.toMatchObject(soon);
  await attempts.fail("aiko", "192.0.2.1");
  const { refusals: late } = await beginAtOnce([guess(), guess()]);
  for (const refusal of late) expect(refusal.details.retryAfter).toBeGreaterThan(500);
  expect(late).toHaveLength(2);
});

test("whoever guesses on though they are stopped does not stop the others of their network", async () => {
  const attempts = createAttempts(stranger);
  for (let index = 0; index < 200; index++) {
    await attempts.begin("aiko", "192.0.2.1").then(
      () => attempts.fail("aiko", "192.0.2.1"),
      () => undefined,
    );
  }
  await attempts.begin("ben", "192.0.2.1");
});

test("while it cannot be told whether an address is familiar nothing is counted", async () => {
  const away = new Error("Connection terminated unexpectedly");
  const attempts = createAttempts(() => Promise.reject(away));
  for (let index = 0; index < 100; index++) await attempts.begin("aiko", `192.0.2.${index}`);
  for (let index = 0; index < 70; index++) {
    await expect(attempts.begin("aiko", "203.0.113.1")).rejects.toBe(away);
  }
  await attempts.begin("ben", "203.0.113.1");
});

test("success forgives the guesses of the name from there, but not those that are in hand", async () => {
  const attempts = createAttempts(stranger);
  const guess = () => attempts.begin("aiko", "192.0.2.1");
  for (let index = 0; index < 5; index++) await guess();
  for (let index = 0; index < 3; index++) await attempts.fail("aiko", "192.0.2.1");
  await attempts.succeed("aiko", "192.0.2.1");
  expect((await beginAtOnce(Array.from({ length: 20 }, guess))).begun).toBe(9);
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
