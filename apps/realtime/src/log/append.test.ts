import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cast, createCast } from "../testing/cast.ts";
import { startTestServer, type TestServer } from "../testing/node.ts";

let server: TestServer;
let cast: Cast;
beforeAll(async () => {
  server = await startTestServer();
  cast = await createCast(server.node.app);
});
afterAll(() => server.close());

/** One write of a person, which answers the seq of its event. */
function writeAs(actorId: string): Promise<number> {
  const { log } = server.node.app;
  return log.write(actorId, async (tx) =>
    tx.publish(`user:${actorId}`, () => ({
      type: "draft.saved",
      draft: { roomId: cast.generalId, body: "", replyToId: null, rev: tx.head() },
    })),
  );
}

it("who has much to write at a time leaves room for the others, and keeps the order of it (L2)", async () => {
  const much = Array.from({ length: 100 }, () => writeAs(cast.aiko.id));
  const little = writeAs(cast.ben.id);
  const [seqs, seq] = [await Promise.all(much), await little];
  expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
  expect(seqs.filter((other) => other < seq).length).toBeLessThanOrEqual(8);
});

it("what is said waits for no question that others have asked the database", async () => {
  const { pool } = server.node.app.db;
  await writeAs(cast.ben.id);
  const asking = Array.from({ length: 50 }, () => pool.query("SELECT pg_sleep(0.4)"));
  let isAnswered = false;
  void Promise.race(asking).then(() => {
    isAnswered = true;
  });
  await writeAs(cast.ben.id);
  expect(isAnswered).toBe(false);
  await Promise.all(asking);
});

it("what is said while another node writes is written together, once it is this node's turn (L2)", async () => {
  const { pool } = server.node.app.db;
  const other = await pool.connect();
  await other.query("BEGIN; SELECT seq FROM log_head WHERE id = 1 FOR UPDATE");
  const first = writeAs(cast.aiko.id);
  const isWaiting = async () => {
    const { rows } = await other.query("SELECT 1 FROM pg_locks WHERE NOT granted");
    return rows.length > 0;
  };
  while (!(await isWaiting())) await new Promise(setImmediate);
  const later = [cast.ben, cast.chika, cast.dee].map(({ id }) => writeAs(id));
  await other.query("COMMIT");
  other.release();
  const seqs = await Promise.all([first, ...later]);
  const { rows } = await pool.query("SELECT DISTINCT xmin FROM event WHERE seq = ANY($1)", [seqs]);
  expect(rows).toHaveLength(1);
});
