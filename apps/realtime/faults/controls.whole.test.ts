import { newId } from "@hiroba/protocol";
import pg from "pg";
import { expect, it } from "vitest";
import { call } from "../src/testing/device.ts";
import { type Attempt, judge } from "../src/testing/judge.ts";
import { createNodeProcess } from "../src/testing/node-process.ts";
import { gather } from "./support/gathering.ts";
import { startOwnPostgres } from "./support/own-postgres.ts";

/*
 * A test of the suite: what is known to lose something is put through the same, and must be found to lose it. Others are
 * beside what they control, in `broadcast.test.ts`, and in `src/negative-controls.test.ts`.
 */

it("a database that says that it has stored before it has is found out when it is killed with -9 (control)", async () => {
  const postgres = await startOwnPostgres({
    synchronous_commit: "off",
    // Nothing is written on the side either, so that the loss does not depend on the moment.
    wal_writer_delay: "10s",
    wal_writer_flush_after: "1GB",
    wal_buffers: "64MB",
  });
  const { cast, server, close } = await gather({ databaseServer: postgres.url });
  const node = await createNodeProcess(server.databaseUrl);
  await node.start();
  await server.node.close();
  const pool = new pg.Pool({ connectionString: server.databaseUrl });
  // Until here everything is stored, or there would be no log to judge.
  await pool.query("SET synchronous_commit = on; UPDATE log_head SET trimmed_to = trimmed_to");
  await pool.end();
  const attempts: Attempt[] = [];
  for (let count = 0; count < 50; count++) {
    const message = { id: newId(), roomId: cast.generalId, body: `message ${count}` };
    const { ok } = await call(node.url, cast.aiko, "message.send", message);
    attempts.push({ ...message, isAcknowledged: ok });
  }
  await postgres.kill();
  await node.kill();
  await postgres.start();
  const restarted = new pg.Pool({ connectionString: server.databaseUrl });
  const verdict = await judge({ pool: restarted, url: node.url, devices: [], attempts });
  expect(verdict).toContainEqual(expect.stringMatching(/" was acknowledged and is not there$/));
  await restarted.end();
  await close();
  await postgres.close();
});
