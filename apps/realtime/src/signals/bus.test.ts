import { createTestDatabase, type TestDatabase } from "@hiroba/prisma/testing";
import type {} from "@hiroba/prisma/testing/global-setup";
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createPostgresBus } from "./postgres-bus.ts";

const logger = pino({ level: "silent" });
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject("databaseServer"));
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it("carries text to the other nodes, whole, however long it is", async () => {
  const heard: string[] = [];
  let wake: () => void = () => undefined;
  const bus = createPostgresBus({ pool, url: database.url, logger }, (text) => {
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
