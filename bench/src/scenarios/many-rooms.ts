import { gather, type Measured, measure, sendInLoops } from "../load/crowd.ts";
import { pause } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { type PeerName, setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

const ACK_LIMIT_MS = 250;

/** Two hundred rooms of five, everybody talks. */
export const manyRooms: Scenario = {
  name: "many-rooms",
  title: "Many rooms: 200 rooms of 5",
  method:
    "A closed loop: so many people send again as soon as they are answered. Of 1,000, 500 and 200 senders the most messages a second with an acknowledgement p99 below 250 ms count. Hiroba and the tutorial have stored every message before they acknowledge it; Hiroba alone flushes a whole group at once.",
  aim: "at least 0.6 × bare Socket.IO (1.0 aimed at), 4 × the tutorial",
  run: (settings) =>
    compare(settings, ["hiroba", "socket.io", "ws", "tutorial"], async (peer) => [await askOnce(peer, settings)]),
};

async function askOnce(peer: PeerName, { quick }: Settings): Promise<Row> {
  const stage = await setStage({ peer, world: createWorld(200, 5) });
  const crowd = await gather(stage);
  const acks: number[] = [];
  let best: { senders: number; measured: Measured } | undefined;
  for (const senders of [1_000, 500, 200]) {
    // Members of one room stand together; every n-th of all spreads the senders over the rooms.
    const talking = crowd.devices.filter((_, index) => index % (1_000 / senders) === 0);
    await sendInLoops(talking, acks, quick ? 1 : 3);
    const measured = await measure({ stage, crowd, seconds: quick ? 2 : 8, acks }, (seconds) =>
      sendInLoops(talking, acks, seconds),
    );
    const isBetter = measured.ack.p99 < ACK_LIMIT_MS && measured.messages > (best?.measured.messages ?? 0);
    if (isBetter || !best) best = { senders, measured };
  }
  await pause(500);
  await check(stage.pool, peer);
  crowd.cut();
  await stage.close();
  if (!best) throw new Error("Nothing was measured.");
  const { messages, deliveries, deliveriesPerCpuSecond, cpu, generator, ack } = best.measured;
  return {
    peer,
    of: "200 × 5",
    messages,
    deliveries,
    deliveriesPerCpuSecond,
    senders: best.senders,
    ackP50: ack.p50,
    ackP99: ack.p99,
    cpu,
    generator,
  };
}

/** What was acknowledged is there: a peer that stores is not believed but counted. */
async function check(pool: import("pg").Pool | null, peer: PeerName): Promise<void> {
  if (peer !== "hiroba" || !pool) return;
  const { rows } = await pool.query<{ messages: string; events: string }>(
    "SELECT (SELECT count(*) FROM message) AS messages, (SELECT count(*) FROM event) AS events",
  );
  if (rows[0]?.messages !== rows[0]?.events) throw new Error(`Messages and events differ: ${JSON.stringify(rows[0])}`);
}
