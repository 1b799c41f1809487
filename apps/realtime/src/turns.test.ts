import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("what is more than a person may have in hand waits in its order, a turn of the event loop for each, and holds up nobody else", async () => {
  const turns = createTurns(2);
  const begun: number[] = [];
  const leaves: (() => void)[] = [];
  const begin = async (number: number) => {
    leaves.push(await turns.take("eve"));
    begun.push(number);
  };
  for (let number = 0; number < 5; number++) void begin(number);
  await nextTurn();
  expect(begun).toEqual([0, 1]);

  const leave = await turns.take("aiko");
  leave();
  leaves[0]?.();
  leaves[1]?.();
  // Nothing begins while the one that ends is still being seen to.
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  await nextTurn();
  expect(begun).toEqual([0, 1, 2, 3]);

  for (const end of leaves.slice(2)) end();
  await nextTurn();
  leaves[4]?.();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  await expect(turns.take("eve")).resolves.toBeTypeOf("function");
});
