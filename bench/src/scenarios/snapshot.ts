import { get } from "node:http";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { Snapshot } from "@hiroba/protocol";
import { percentile, round } from "../numbers.ts";
import { compare } from "../runs.ts";
import type { Row, Scenario, Settings } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld } from "../world.ts";
import { fillHistory } from "./history.ts";

const ROOMS = 500;
const UNREAD = 100_000;

/** Where a device starts. */
export const snapshot: Scenario = {
  name: "snapshot",
  title: "Snapshot: a person in 500 rooms",
  method:
    "`GET /v1/snapshot` of somebody who is in all of 500 rooms of 6, one after the other: the first screen of rooms, without messages, and with those of one room. 100,000 messages are unread, 200 in each room. Compressed is what goes over the wire; the workspace has 2,500 people, who are part of it.",
  aim: "at most 50 ms of server time; at most 30 KB compressed",
  run: (settings) => compare(settings, ["hiroba"], () => askOnce(settings)),
};

async function askOnce({ quick }: Settings): Promise<Row[]> {
  const world = createWorld(ROOMS, 5);
  const person = world.rooms[0]?.members[0];
  const stage = await setStage({
    peer: "hiroba",
    world,
    fill: async (pool) => {
      await pool.query(
        `INSERT INTO membership (room_id, user_id, role, joined_seq)
         SELECT id, $1, 'member', 0 FROM room ON CONFLICT DO NOTHING`,
        [person?.userId],
      );
      await fillHistory(pool, world, UNREAD);
      await pool.query("ANALYZE");
    },
  });
  const ask = async (rooms: string) => {
    const times: number[] = [];
    let packed: Buffer = Buffer.alloc(0);
    for (let index = 0; index < (quick ? 10 : 60); index++) {
      const at = performance.now();
      packed = await fetchPacked(`${stage.urls[0]}/v1/snapshot?rooms=${rooms}`, person?.token ?? "");
      times.push(performance.now() - at);
    }
    const text = brotliDecompressSync(packed).toString();
    const { state } = JSON.parse(text) as Snapshot;
    return {
      p50: round(percentile(times, 0.5)),
      p99: round(percentile(times, 0.99)),
      kilobytes: round(text.length / 1_024),
      compressedKilobytes: round(packed.length / 1_024),
      roomsAloneCompressed: round(pack(JSON.stringify(state.rooms)) / 1_024),
    };
  };
  const rows = [
    { peer: "hiroba", of: "rooms alone", ...(await ask("")) },
    { peer: "hiroba", of: "and one room's messages", ...(await ask(world.rooms[0]?.id ?? "")) },
  ];
  await stage.close();
  return rows;
}

/** The answer as it goes over the wire. */
function fetchPacked(url: string, token: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${token}`, "accept-encoding": "br" } }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve(Buffer.concat(chunks));
    }).on("error", reject);
  });
}

function pack(text: string): number {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}
