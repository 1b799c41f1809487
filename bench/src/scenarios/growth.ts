import type pg from "pg";
import { gather, measure, sendInLoops } from "../load/crowd.ts";
import { round } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld, type World } from "../world.ts";
import { fillHistory } from "./history.ts";

/** What a message costs on a server that has grown. */
export const growth: Scenario = {
  name: "growth",
  title: "Growth",
  method:
    "The load of many rooms with 500 senders on a database that holds so many messages already, or so many silent rooms beside the 200 that talk. Processor time of node and database for one message with its five deliveries.",
  aim: "flat",
  run: (settings) => compare(settings, ["hiroba"], () => askOnce(settings)),
};

async function askOnce({ quick }: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const messages of quick ? [10_000] : [10_000, 100_000, 1_000_000, 10_000_000]) {
    rows.push(await ask("messages", messages, quick));
  }
  for (const rooms of quick ? [10] : [10, 100, 1_000, 10_000]) rows.push(await ask("rooms", rooms, quick));
  return rows;
}

async function ask(what: "messages" | "rooms", count: number, quick: boolean): Promise<Row> {
  const world = createWorld(200, 5);
  const fill = (pool: pg.Pool) =>
    what === "messages" ? fillHistory(pool, world, count) : addSilentRooms(pool, world, count);
  const stage = await setStage({ peer: "hiroba", world, fill });
  const crowd = await gather(stage);
  const acks: number[] = [];
  const senders = crowd.devices.filter((_, index) => index % 2 === 0);
  await sendInLoops(senders, acks, quick ? 1 : 3);
  const measured = await measure({ stage, crowd, seconds: quick ? 2 : 8, acks }, (seconds) =>
    sendInLoops(senders, acks, seconds),
  );
  crowd.cut();
  await stage.close();
  const microseconds = round((measured.cpu / measured.messages) * 1_000_000);
  return { peer: "hiroba", of: `${count} ${what}`, what, count, microsecondsPerMessage: microseconds };
}

async function addSilentRooms(pool: pg.Pool, { rooms }: World, count: number): Promise<void> {
  const people = rooms.flatMap(({ members }) => members.map(({ userId }) => userId));
  await pool.query(
    `WITH silent AS (
       INSERT INTO room (id, kind, name, member_count)
       SELECT gen_random_uuid(), 'public', 'silent ' || n, 1 FROM generate_series(1, $1::int) AS n RETURNING id, name
     )
     INSERT INTO membership (room_id, user_id, role, joined_seq)
     SELECT id, ($2::uuid[])[1 + (hashtext(name) & 511)], 'member', 0 FROM silent`,
    [count, people],
  );
  await pool.query("ANALYZE");
}
