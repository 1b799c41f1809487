import type pg from "pg";
import { gather } from "../load/crowd.ts";
import { openDevice, placesOf } from "../load/devices.ts";
import { readCpu } from "../machine.ts";
import { pause, round } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { type PeerName, peerNames, type Stage, setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

const MISSED = 200;
const MEMBERS = 50;

/** Prosody has been waited for in vain for a quarter of an hour. */
const wakers = peerNames.filter((name) => name !== "prosody");

/** Everybody comes back at once, as after a network's failure. */
export const waking: Scenario = {
  name: "waking",
  title: "Waking up: everybody comes back at once",
  method:
    "Devices in rooms of 50 are cut all at once, miss 200 messages each, and come back all at once. Time until the last is back and has everything; bare Socket.IO and ws bring nothing that was missed, and ejabberd is not asked for it, so theirs is the time of reconnecting alone. Transactions are those of the database meanwhile.",
  aim: "at most 1.5 × the mere reconnection of bare Socket.IO; no query while memory covers the gap",
  run: (settings) =>
    compare(settings, wakers, async (peer) => {
      const rows: Row[] = [];
      for (const count of settings.quick ? [1_000] : [1_000, 5_000]) rows.push(await askOnce(peer, count, settings));
      return rows;
    }),
};

async function askOnce(peer: PeerName, count: number, { quick }: Settings): Promise<Row> {
  const stage = await setStage({ peer, world: createWorld(count / MEMBERS, MEMBERS) });
  const crowd = await gather(stage);
  const since = peer === "tutorial" ? "0" : crowd.cursor() || undefined;
  crowd.cut();
  await talkMeanwhile(stage);
  await pause(quick ? 500 : 2_000);
  const catchesUp = peer === "hiroba" || peer === "tutorial";
  const before = { cpu: readCpu(stage.pids), queries: await countTransactions(stage.pool) };
  const { ms, heard } = await comeBack(stage, { since: catchesUp ? since : undefined, missed: catchesUp ? MISSED : 0 });
  const cpu = readCpu(stage.pids) - before.cpu;
  const queries = (await countTransactions(stage.pool)) - before.queries;
  await stage.close();
  return { peer, of: `${count}`, devices: count, ms: round(ms), heard, cpuSeconds: round(cpu), transactions: queries };
}

async function talkMeanwhile(stage: Stage): Promise<void> {
  const talkers = await gather(
    stage,
    placesOf(stage).filter((_, index) => index % MEMBERS === 0),
  );
  await Promise.all(talkers.devices.map(({ send }) => Promise.all(Array.from({ length: MISSED }, send))));
  talkers.cut();
}

/** Opens every device anew and waits until all have what they missed. */
async function comeBack(stage: Stage, { since, missed }: { since: string | undefined; missed: number }) {
  const start = performance.now();
  let heard = 0;
  const devices = placesOf(stage).map((place) => {
    let [isReady, mine] = [false, 0];
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const check = () => {
      if (isReady && mine >= missed) finish();
    };
    const device = openDevice(
      stage.peer,
      { ...place, since },
      {
        onReady: () => {
          isReady = true;
          check();
        },
        onHeard: (count) => {
          mine += count;
          heard += count;
          check();
        },
      },
    );
    return { device, done };
  });
  await Promise.all(devices.map(({ done }) => done));
  const ms = performance.now() - start;
  for (const { device } of devices) device.cut();
  return { ms, heard };
}

async function countTransactions(pool: pg.Pool | null): Promise<number> {
  if (!pool) return 0;
  // Backends tell their counts about once a second.
  await pause(1_500);
  const { rows } = await pool.query<{ count: string }>(
    "SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(rows[0]?.count ?? 0);
}
