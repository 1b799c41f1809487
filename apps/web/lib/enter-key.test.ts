import { expect, test } from "vitest";
import { type EnterAnswer, type EnterSignal, enterIdle, stepEnter } from "./enter-key";

const start: EnterSignal = { type: "compositionstart" };
const end = (text: string): EnterSignal => ({ type: "compositionend", text });
const composingEnter: EnterSignal = { type: "enter", composing: true };
const enter: EnterSignal = { type: "enter", composing: false };
const keyup: EnterSignal = { type: "keyup" };

function run(...signals: EnterSignal[]): EnterAnswer[] {
  let state = enterIdle;
  return signals.map((signal) => {
    const [next, answer] = stepEnter(state, signal);
    state = next;
    return answer;
  });
}

const acts = (...signals: EnterSignal[]) => run(...signals).filter((it) => it === "act" || it === "later").length;

test("a plain Enter acts, each time it is pressed", () => {
  expect(acts(enter, keyup, enter, keyup)).toBe(2);
});

test("Enter that chooses a Japanese candidate does not act, the next one does (Chrome, Firefox)", () => {
  expect(acts(start, composingEnter, end("広場"), keyup)).toBe(0);
  expect(acts(start, composingEnter, end("広場"), keyup, enter, keyup)).toBe(1);
});

test("Enter that chooses a Japanese candidate does not act in Safari, where the composition ends first", () => {
  expect(acts(start, end("広場"), composingEnter, keyup)).toBe(0);
  expect(acts(start, end("広場"), composingEnter, keyup, enter, keyup)).toBe(1);
});

test("a Korean message is sent with one Enter, last syllable included", () => {
  expect(acts(start, composingEnter, end("녕"), keyup)).toBe(1);
  expect(acts(start, end("녕"), composingEnter, keyup)).toBe(1);
});

test("the second Enter that some systems add for Korean does not send again", () => {
  expect(run(start, composingEnter, end("녕"), enter, keyup)).toEqual([
    "ignore",
    "ignore",
    "later",
    "swallow",
    "ignore",
  ]);
});

test("a hanja chosen for a Korean word does not act", () => {
  expect(acts(start, composingEnter, end("漢"), keyup)).toBe(0);
});

test("a composition that ended long before does not hold the next Enter back", () => {
  expect(acts(start, end("ね"), keyup, enter, keyup)).toBe(1);
});
