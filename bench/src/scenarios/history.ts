import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import type pg from "pg";
import { percentile, round } from "../numbers.ts";
import { toMedians } from "../runs.ts";
import type { Row, Scenario } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld, type World } from "../world.ts";

const AT_A_TIME = 8;

/** Any page of a long history. */
export const history: Scenario = {
  name: "history",
  title: "History: pages of a room with a million messages",
  method: "`message.list` over HTTP, pages of 50, eight at a time, at several depths, each page another one.",
  aim: "p50 at most 5 ms, p99 at most 25 ms, at any depth",
  run: async ({ quick, runs }) => {
    const world = createWorld(1, AT_A_TIME);
    const total = quick ? 50_000 : 1_000_000;
    const stage = await setStage({ peer: "hiroba", world, fill: (pool) => fillHistory(pool, world, total) });
    const rows: Row[] = [];
    // A node compiles what it runs often, at first.
    await ask({ stage, total, depth: 0.3, pages: quick ? 80 : 800 });
    for (let run = 0; run < runs; run++) {
      for (const depth of [0, 0.1, 0.5, 0.9]) rows.push(await ask({ stage, total, depth, pages: quick ? 80 : 800 }));
    }
    await stage.close();
    return toMedians(rows);
  },
};

/** Writes messages as the product stores them, spread over the members of the first room. */
export async function fillHistory(pool: pg.Pool, { rooms }: World, total: number): Promise<void> {
  await pool.query(
    `INSERT INTO message (id, room_id, author_id, seq, rev, body, mention_ids, created_at)
     SELECT gen_random_uuid(), ($1::uuid[])[1 + n % cardinality($1::uuid[])],
            ($2::uuid[])[1 + n % cardinality($2::uuid[])], n, n,
            'What was said at ' || n || ' on the square, and is as long as people write.', '{}', now()
     FROM generate_series(1, $3::int) AS n`,
    [rooms.map(({ id }) => id), rooms.flatMap(({ members }) => members.map(({ userId }) => userId)), total],
  );
  await pool.query("UPDATE log_head SET seq = $1, trimmed_to = $1", [total]);
  await pool.query(
    "INSERT INTO log_head (id, epoch, seq, trimmed_to) VALUES (1, 'bench', $1, $1) ON CONFLICT DO NOTHING",
    [total],
  );
  await pool.query("VACUUM ANALYZE message");
}

type Question = { stage: Awaited<ReturnType<typeof setStage>>; total: number; depth: number; pages: number };

async function ask({ stage, total, depth, pages }: Question): Promise<Row> {
  const [room] = stage.world.rooms;
  const times: number[] = [];
  let next = 0;
  const read = async (token: string) => {
    while (next < pages) {
      const before = Math.floor(total * (1 - depth)) - 50 * (next++ % 100);
      const at = performance.now();
      const status = await post(
        `${stage.urls[0]}/v1/commands/message.list`,
        token,
        JSON.stringify({ roomId: room?.id, before, limit: 50 }),
      );
      if (status !== 200) throw new Error(`A page was refused: ${status}`);
      times.push(performance.now() - at);
    }
  };
  const busy = performance.eventLoopUtilization();
  await Promise.all((room?.members ?? []).map(({ token }) => read(token)));
  return {
    peer: "hiroba",
    of: `${depth * 100} % deep`,
    depth,
    p50: round(percentile(times, 0.5)),
    p99: round(percentile(times, 0.99)),
    generator: round(performance.eventLoopUtilization(busy).utilization),
  };
}

const agent = new Agent({ keepAlive: true });

/** Asks as browsers do, compressed, and passes over what comes: to unpack it would take the load's core longer. */
function post(url: string, token: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "accept-encoding": "gzip, deflate, br",
    };
    request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    })
      .on("error", reject)
      .end(body);
  });
}
