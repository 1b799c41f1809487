import { expect, it } from "vitest";
import { encodePage } from "./page.ts";
import { createSharedPages } from "./shared-pages.ts";

function createBuilder() {
  let position = 1;
  let built = 0;
  const shared = createSharedPages({ position: () => position });
  const build = () => {
    built++;
    return encodePage({ entries: [], cursor: `a-${position}`, more: false });
  };
  return { ask: (key: string) => shared(key, build).seq, move: () => void position++, built: () => built };
}

it("builds a page once for all who ask for the same, and another for who asks for another", () => {
  const { ask, built } = createBuilder();
  for (const key of ["1 kitchen", "1 kitchen", "1 garden", "1 kitchen"]) ask(key);
  expect(built()).toBe(2);
});

it("forgets everything when the log moves on", () => {
  const { ask, move } = createBuilder();
  expect(ask("1 kitchen")).toBe(1);
  move();
  expect(ask("1 kitchen")).toBe(2);
});

it("holds a bounded number", () => {
  const { ask, built } = createBuilder();
  for (let key = 0; key < 1_000; key++) ask(`${key}`);
  ask("0");
  expect(built()).toBe(1_001);
});
