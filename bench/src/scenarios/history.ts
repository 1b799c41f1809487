import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import type pg from "pg";
import { percentile, round } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario } from "../scenario.ts";
import { type Stage, setStage } from "../stage.ts";
import { createWorld, type World } from "../world.ts";

const AT_A_TIME = 8;

/** Any page of a long history. */
export const history: Scenario = {
  name: "history",
  title: "History: pages of a room with a million messages",
  method:
    "`message.list` over HTTP, pages of 50, eight at a time, at several depths, a thousand pages four times. The tutorial's page is a query of ids and texts, for anybody who asks, and is not zipped.",
  aim: "p50 at most 5 ms, p99 at most 25 ms, at any depth",
  run: (settings) =>
    compare(settings, ["hiroba", "tutorial"], async (peer) => {
      const total = settings.quick ? 50_000 : 1_000_000;
      const pages = settings.quick ? 80 : 4_000;
      const world = createWorld(1, AT_A_TIME);
      const stage = await setStage({ peer, world, fill: (pool) => fillHistory(pool, world, total) });
      if (peer === "tutorial") await fillChat(stage, total);
      // A node compiles what it runs often, at first.
      await ask({ stage, total, depth: 0.3, pages });
      const rows: Row[] = [];
      for (const depth of [0, 0.1, 0.5, 0.9]) rows.push(await ask({ stage, total, depth, pages }));
      await stage.close();
      return rows;
    }),
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

/** The same texts for the tutorial chat, under the room that its devices name. */
async function fillChat({ pool, world }: Stage, total: number): Promise<void> {
  await pool?.query(
    `INSERT INTO chat (room, content)
     SELECT $1, 'What was said at ' || n || ' on the square, and is as long as people write.'
     FROM generate_series(1, $2::int) AS n`,
    [world.rooms[0]?.id, total],
  );
  await pool?.query("VACUUM ANALYZE chat");
}

type Question = { stage: Stage; total: number; depth: number; pages: number };

async function ask({ stage, total, depth, pages }: Question): Promise<Row> {
  const [room] = stage.world.rooms;
  const times: number[] = [];
  let next = 0;
  const read = async (token: string) => {
    while (next < pages) {
      const before = Math.floor(total * (1 - depth)) - 50 * (next++ % 1_000);
      const at = performance.now();
      const status = await readPage(stage, { roomId: room?.id ?? "", token, before });
      if (status !== 200) throw new Error(`A page was refused: ${status}`);
      times.push(performance.now() - at);
    }
  };
  const busy = performance.eventLoopUtilization();
  await Promise.all((room?.members ?? []).map(({ token }) => read(token)));
  return {
    peer: stage.peer,
    of: `${depth * 100} % deep`,
    depth,
    p50: round(percentile(times, 0.5)),
    p99: round(percentile(times, 0.99)),
    generator: round(performance.eventLoopUtilization(busy).utilization),
  };
}

const agent = new Agent({ keepAlive: true });

type Page = { roomId: string; token: string; before: number };

function readPage({ peer, urls }: Stage, { roomId, token, before }: Page): Promise<number | undefined> {
  if (peer === "tutorial") return fetchStatus(`${urls[0]}/history?room=${roomId}&before=${before}`, { method: "GET" });
  return fetchStatus(`${urls[0]}/v1/commands/message.list`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ roomId, before, limit: 50 }),
  });
}

type Asked = { method: string; headers?: Record<string, string>; body?: string };

/** Asks as browsers do, compressed, and passes over what comes: to unpack it would take the load's core longer. */
function fetchStatus(url: string, { method, headers, body }: Asked): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers: { ...headers, "accept-encoding": "gzip, deflate, br" } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    })
      .on("error", reject)
      .end(body);
  });
}
