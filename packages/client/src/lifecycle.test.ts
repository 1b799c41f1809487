import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followLifecycle } from "./lifecycle.ts";
import { createWatch } from "./watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a clock that jumps, as after a closed lid, wakes the connection once, or replaces it after a long sleep", () => {
  const handleWake = vi.fn();
  const handleLongSleep = vi.fn();
  const stop = followLifecycle({ handleWake, handleLongSleep, handleHide: () => {}, handleLeave: () => {} });
  vi.advanceTimersByTime(60_000);
  vi.setSystemTime(Date.now() + 15_000);
  vi.advanceTimersByTime(60_000);
  expect([handleWake, handleLongSleep].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(60_000);
  expect([handleWake, handleLongSleep].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  stop();
});

test("a hidden page whose timers the browser holds back keeps its connection, and is woken once it is looked at", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", new EventTarget());
  const [handleWake, handleLongSleep] = [vi.fn(), vi.fn()];
  const stop = followLifecycle({ handleWake, handleLongSleep, handleHide: () => {}, handleLeave: () => {} });
  for (let minute = 0; minute < 3; minute++) {
    vi.setSystemTime(Date.now() + 55_000);
    vi.advanceTimersByTime(5_000);
  }
  expect([handleWake, handleLongSleep].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  expect([handleWake, handleLongSleep].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  stop();
  vi.unstubAllGlobals();
});

test("silence is noticed after its time, and at once after a suspended device wakes up", () => {
  const handleSilence = vi.fn();
  const watch = createWatch(25_000, handleSilence);
  vi.advanceTimersByTime(20_000);
  watch.note();
  vi.advanceTimersByTime(20_000);
  expect(handleSilence).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(2_500);
  expect(handleSilence).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(handleSilence).toHaveBeenCalledTimes(1);
});

test("silence is noticed when its time is up, not at the next look", () => {
  const handleSilence = vi.fn();
  const watch = createWatch(24_000, handleSilence);
  vi.advanceTimersByTime(600);
  watch.note();
  vi.advanceTimersByTime(23_999);
  expect(handleSilence).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(handleSilence).toHaveBeenCalledTimes(1);
});

test("a clock that is set back does not hide silence", () => {
  const handleSilence = vi.fn();
  createWatch(24_000, handleSilence);
  vi.setSystemTime(Date.now() - 86_400_000);
  vi.advanceTimersByTime(24_000 + 2_500);
  expect(handleSilence).toHaveBeenCalledTimes(1);
});
