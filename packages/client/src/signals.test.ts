import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSignals } from "./signals.ts";
import { AIKO, BEN, GENERAL, sentAt } from "./testing/story.ts";
import { createTypist } from "./typing.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const create = () =>
  createSignals(
    () => AIKO,
    () => {},
  );
const typing = (userId: string, isTyping = true) =>
  ({ type: "typing", roomId: GENERAL, userId, typing: isTyping }) as const;

test("typing ends when it is said, by itself, and with the message", () => {
  const signals = create();
  signals.receive(typing(BEN));
  expect(signals.typing()[GENERAL]?.[BEN]).toBe(Date.now() + 6_000);
  signals.receive(typing(BEN, false));
  expect(signals.typing()).toEqual({});
  signals.receive(typing(BEN));
  vi.advanceTimersByTime(6_000);
  expect(signals.typing()).toEqual({});
  signals.receive(typing(BEN));
  signals.noteEvents([sentAt(5)]);
  expect(signals.typing()).toEqual({});
});

test("my own typing on another device is not told to me", () => {
  const signals = create();
  signals.receive(typing(AIKO));
  expect(signals.typing()).toEqual({});
});

test("presence changes for those named, and whoever goes offline is left out", () => {
  const signals = create();
  signals.setPresence({ [AIKO]: "active", [BEN]: "away" });
  signals.receive({ type: "presence", people: { [BEN]: "active" } });
  expect(signals.presence()).toEqual({ [AIKO]: "active", [BEN]: "active" });
  signals.receive({ type: "presence", people: { [BEN]: "offline" } });
  expect(signals.presence()).toEqual({ [AIKO]: "active" });
});

test("keystrokes are told at once, every three seconds, and when they end", () => {
  const told: [string, boolean][] = [];
  const type = createTypist((roomId, isTyping) => told.push([roomId, isTyping]));
  type(GENERAL, false);
  for (let stroke = 0; stroke < 40; stroke++) {
    type(GENERAL, true);
    vi.advanceTimersByTime(100);
  }
  type(GENERAL, false);
  type(GENERAL, false);
  expect(told).toEqual([
    [GENERAL, true],
    [GENERAL, true],
    [GENERAL, false],
  ]);
});
