import { expect, inject, test } from "vitest";
import { createDatabase } from "./client";

test("a connection that breaks between two queries fails the second, and not the process", async () => {
  const { pool, close } = createDatabase(inject("databaseServer"));
  const client = await pool.connect();
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  // Not `once` of node:events, which listens for errors as well: without a listener one would end this very test run.
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await pool.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
  // Nobody asks anything when the news comes.
  await ended;
  await expect(client.query("SELECT 1")).rejects.toThrow();
  client.release(true);
  await close();
});
