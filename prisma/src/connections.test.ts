import { expect, inject, test } from "vitest";
import { createPool } from "./client";
import { createConnections } from "./connections";

test("what has heard nothing since the mark is broken, whether it waits or is idle; what has heard or is new stays", async () => {
  const connections = createConnections();
  const [waiting, idle, talking] = [1, 2, 3].map(() => createPool(inject("databaseServer"), { connections, max: 1 }));
  const pools = [waiting, idle, talking];
  const readPids = () =>
    Promise.all(pools.map(async (pool) => (await pool?.query("SELECT pg_backend_pid() AS pid"))?.rows[0].pid));
  const before = await readPids();
  const breakSilent = connections.mark();
  const answer = waiting?.query("SELECT pg_sleep(60)");
  const failure = expect(answer).rejects.toThrow("Connection terminated unexpectedly");
  await talking?.query("SELECT 1");
  const begunBefore = performance.now();
  const late = createPool(inject("databaseServer"), { connections });
  await late.query("SELECT 1");
  expect(breakSilent(begunBefore)).toBe(2);
  await failure;
  const after = await readPids();
  expect(after.map((pid, index) => pid === before[index])).toEqual([false, false, true]);
  await Promise.all([...pools, late].map((pool) => pool?.end()));
});
