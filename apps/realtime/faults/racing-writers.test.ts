import { transportNames } from "@hiroba/client";
import { newId } from "@hiroba/protocol";
import pg from "pg";
import { expect, it } from "vitest";
import { commitsLate } from "../src/testing/commits.ts";
import { must } from "../src/testing/device.ts";
import type { Attempt } from "../src/testing/judge.ts";
import { type Chance, createChance, seed } from "../src/testing/randomness.ts";
import { type Gathering, gather } from "./support/gathering.ts";
import { report } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { sleep } from "./support/until.ts";
import { watchLog } from "./support/watch-log.ts";

/*
 * Thirty-two writers race in one room, on two nodes, and no commit is done at once. Whoever reads along, a device or
 * somebody at the table itself, never sees a seq while the one before it is still to come (L1, L6).
 */

const WRITERS = 32;
const MESSAGES = scaled({ selection: 12, whole: 100 });
const LATE_MS = 40;

it(`however writers race and commits are late, nobody who reads along ever has a hole (L1, L6; seed ${seed})`, async () => {
  const gathering = await gather({ parts: commitsLate(LATE_MS, createChance(seed)) });
  const { server, join, settle, close } = gathering;
  const other = await server.addNode();
  const devices = await Promise.all(
    [server.url, other.url].flatMap((url, node) =>
      transportNames.map((transport) => join({ name: `${transport} on node ${node}`, transport, url })),
    ),
  );
  const watch = watchLog(server.node.app.db.pool, { from: server.node.app.tail.position() });
  const attempts = (await Promise.all(writers(gathering, [server.url, other.url]))).flat();
  const { read, holes } = await watch.stop();
  report(`${WRITERS} writers on two nodes`, { messages: attempts.length, "read along": read, holes: holes.length });
  expect(holes).toEqual([]);
  expect(read).toBeGreaterThanOrEqual(attempts.length);
  expect(await settle(devices, attempts)).toEqual([]);
  await close();
});

function writers({ cast }: Gathering, urls: readonly [string, string]): Promise<Attempt[]>[] {
  const people = [cast.aiko, cast.ben, cast.chika, cast.dee] as const;
  return Array.from({ length: WRITERS }, async (_, writer) => {
    const attempts: Attempt[] = [];
    for (let count = 0; count < MESSAGES; count++) {
      const attempt = { id: newId(), body: `writer ${writer} says ${count}`, isAcknowledged: true };
      const message = { id: attempt.id, roomId: cast.generalId, body: attempt.body };
      await must(urls[writer % 2 ? 1 : 0], people[writer % 4] ?? cast.aiko, "message.send", message);
      attempts.push(attempt);
    }
    return attempts;
  });
}

it(`the one who reads along finds the holes of an order that comes from a sequence (control; seed ${seed})`, async () => {
  const { server, close } = await gather();
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: WRITERS });
  await pool.query("CREATE TABLE line (seq bigserial PRIMARY KEY)");
  const watch = watchLog(pool, { table: "line", from: 0 });
  const chance = createChance(seed);
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      for (let count = 0; count < 5; count++) await writeBySequence(pool, chance);
    }),
  );
  const { holes } = await watch.stop();
  expect(holes).not.toEqual([]);
  await pool.end();
  await close();
});

async function writeBySequence(pool: pg.Pool, chance: Chance): Promise<void> {
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO line DEFAULT VALUES");
  await sleep(chance.share() * LATE_MS);
  await client.query("COMMIT");
  client.release();
}
