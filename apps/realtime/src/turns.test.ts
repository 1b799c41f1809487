import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("what is more than a person may have in hand waits in its order, a turn of the event loop for each, and holds up nobody else", async () => {
  const turns = createTurns(2);
  const begun: number[] = [];
  const begin = async (number: number) => {
    await turns.take("eve");
    begun.push(number);
  };
  for (let number = 0; number < 5; number++) void begin(number);
  await nextTurn();
  expect(begun).toEqual([0, 1]);

  expect(turns.take("aiko")).toBeNull();
  turns.leave("aiko");
  turns.leave("eve");
  turns.leave("eve");
  // Nothing begins while the one that ends is still being seen to.
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  await nextTurn();
  expect(begun).toEqual([0, 1, 2, 3]);

  turns.leave("eve");
  turns.leave("eve");
  await nextTurn();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  turns.leave("eve");
  expect(turns.take("eve")).toBeNull();
});

it("no more of one person waits than may, and nobody else's is full for it", async () => {
  const turns = createTurns(1, 2);
  expect(turns.take("eve")).toBeNull();
  const waiting = [turns.take("eve"), turns.take("eve")];
  expect([turns.isFull("eve"), turns.isFull("aiko")]).toEqual([true, false]);
  turns.leave("eve");
  expect(turns.isFull("eve")).toBe(false);
  await waiting[0];
});
