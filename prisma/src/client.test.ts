import { setTimeout as sleep } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { createDatabase } from "./client";

test("a connection that breaks between two queries fails the second, and not the process", async () => {
  const { pool, close } = createDatabase(inject("databaseServer"));
  const client = await pool.connect();
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  await pool.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
  // Nobody asks anything when the news comes; without a listener it would end this very test run.
  await sleep(100);
  await expect(client.query("SELECT 1")).rejects.toThrow();
  client.release(true);
  await close();
});
