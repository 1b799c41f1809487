import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Held } from "../stores/device-store.ts";
import { createKeeper } from "./keeper.ts";

const hold = (cursor: string) => ({ state: { timelines: {} }, cursor }) as unknown as Held;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("writes the first change at once, so that a page closed right after has it, and then once a second", async () => {
  let held = hold("a-1");
  const saved: string[] = [];
  const keeper = createKeeper(
    () => held,
    async ({ cursor }) => {
      saved.push(cursor);
    },
  );
  keeper.note();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(["a-1"]);
  // A clock that is set back meanwhile changes nothing.
  vi.setSystemTime(Date.now() - 86_400_000);
  for (const cursor of ["a-2", "a-3"]) {
    held = hold(cursor);
    keeper.note();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(saved).toEqual(["a-1"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(saved).toEqual(["a-1", "a-3"]);
});

it("writes again what could not be written, and never two at a time", async () => {
  const saves: { cursor: string; end(isWritten: boolean): void }[] = [];
  let held = hold("a-1");
  const keeper = createKeeper(
    () => held,
    ({ cursor }) =>
      new Promise((resolve, reject) => {
        saves.push({ cursor, end: (isWritten) => (isWritten ? resolve() : reject(new Error("The disk is full."))) });
      }),
  );
  const first = keeper.flush();
  await vi.advanceTimersByTimeAsync(0);
  saves[0]?.end(false);
  await first;
  const again = keeper.flush();
  await vi.advanceTimersByTimeAsync(0);
  held = hold("a-2");
  const next = keeper.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(saves.map(({ cursor }) => cursor)).toEqual(["a-1", "a-1"]);
  saves[1]?.end(true);
  await again;
  await vi.advanceTimersByTimeAsync(0);
  saves[2]?.end(true);
  await next;
  expect(saves.map(({ cursor }) => cursor)).toEqual(["a-1", "a-1", "a-2"]);
});
