import { expect, test } from "vitest";
import { transportNames } from "../view.ts";
import {
  afterCalm,
  afterChange,
  afterClimb,
  afterFailure,
  afterProbe,
  afterStandIn,
  betterOnes,
  createLadder,
  standInOf,
  toProbeMs,
  transportOf,
} from "./ladder.ts";

test("it begins at the top, at the rung that worked last time, or at the forced one", () => {
  expect(createLadder("auto", null)).toMatchObject({ rung: 0, reason: "best" });
  expect(createLadder("auto", "websocket")).toMatchObject({ rung: 0, reason: "best" });
  expect(createLadder("auto", "sse")).toMatchObject({ rung: 2, reason: "remembered" });
  expect(createLadder("poll", "websocket")).toMatchObject({ rung: 4, reason: "forced" });
});

test("a rung that never carried is left at its first failure, one after the other, and then it begins again", () => {
  let ladder = createLadder("auto", null);
  const taken = transportNames.map(() => {
    const transport = transportOf(ladder);
    ladder = afterFailure(ladder, "timedOut");
    return transport;
  });
  expect(taken).toEqual(transportNames);
  expect(ladder).toMatchObject({ rung: 0, reason: "best" });
});

test("a rung that has carried is forgiven once, and again after it has carried for a while", () => {
  let ladder = afterCalm(createLadder("auto", null));
  ladder = afterFailure(ladder, "dropped");
  expect(transportOf(ladder)).toBe("websocket");
  ladder = afterFailure(afterCalm(ladder), "dropped");
  expect(transportOf(ladder)).toBe("websocket");
  ladder = afterFailure(ladder, "stalled");
  expect(ladder).toMatchObject({ rung: 1, reason: "stalled" });
});

test("short polling stands in for whatever does not open; what it stands in for is tried again", () => {
  for (const transport of transportNames) expect(standInOf(createLadder("auto", transport))).toBe("poll");
  const low = afterStandIn(afterCalm(createLadder("auto", "sse")));
  expect(low).toMatchObject({ rung: 4, reason: "timedOut", isProven: false, strikes: 0 });
  expect(betterOnes(low)).toEqual(transportNames.slice(0, -1));
});

test("a forced transport is never left", () => {
  let ladder = createLadder("sse", null);
  for (let count = 0; count < 9; count++) ladder = afterFailure(ladder, "failed");
  expect(transportOf(ladder)).toBe("sse");
  expect(betterOnes(ladder)).toEqual([]);
  expect(standInOf(ladder)).toBe("sse");
});

test("it climbs to what was found live; if that soon breaks it falls at once, and tries later again", () => {
  const low = createLadder("auto", "long-poll");
  expect(betterOnes(low)).toEqual(["websocket", "polling", "sse"]);
  const high = afterClimb(low, "websocket");
  expect(high).toMatchObject({ rung: 0, reason: "best" });
  const back = afterFailure(high, "dropped");
  expect(back).toMatchObject({ rung: 1, reason: "dropped" });
  expect(toProbeMs(back)).toBeGreaterThan(toProbeMs(low));
});

test("better transports are tried ever more rarely, up to ten minutes, and soon again after a change", () => {
  let ladder = createLadder("auto", "poll");
  expect(toProbeMs(ladder)).toBeLessThan(13_000);
  for (let count = 0; count < 20; count++) ladder = afterProbe(ladder);
  expect(toProbeMs(ladder)).toBeGreaterThan(400_000);
  expect(toProbeMs(ladder)).toBeLessThan(760_000);
  expect(toProbeMs(afterChange(ladder))).toBeLessThan(13_000);
});
