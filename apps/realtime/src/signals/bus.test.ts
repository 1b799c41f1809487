import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestPool, type TestPool } from "../testing/database.ts";
import { createPostgresBus } from "./postgres-bus.ts";

const logger = pino({ level: "silent" });
let database: TestPool;

beforeAll(async () => {
  database = await openTestPool();
});
afterAll(() => database.close());

it("carries text to the other nodes, whole, however long it is", async () => {
  const heard: string[] = [];
  let wake: () => void = () => undefined;
  const bus = createPostgresBus({ ...database, logger }, (text) => {
    heard.push(text);
    wake();
  });
  const long = "愛|愛愛愛愛愛愛".repeat(1_000);
  const arrived = (text: string) =>
    new Promise<void>((resolve) => {
      wake = () => {
        if (heard.includes(text)) resolve();
      };
    });
  const ready = arrived("ready");
  // Until the listener is up nothing arrives: signals may be lost.
  const knock = setInterval(() => bus.publish("ready"), 20);
  await ready;
  clearInterval(knock);
  const whole = arrived(long);
  bus.publish(long);
  await whole;
  expect(heard).toContain(long);
  await bus.close();
});
