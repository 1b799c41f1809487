import { gzipSync } from "node:zlib";
import { percentile, round } from "../numbers.ts";
import type { Scenario } from "../scenario.ts";
import { setStage } from "../stage.ts";
import { createWorld } from "../world.ts";

const ROOMS = 500;

/** Where a device starts. */
export const snapshot: Scenario = {
  name: "snapshot",
  title: "Snapshot: a person in 500 rooms",
  method:
    "`GET /v1/snapshot` of somebody who is in all of 500 rooms of 6, one after the other: the first screen of rooms, without messages, and with those of one room.",
  aim: "at most 50 ms of server time; at most 30 KB compressed",
  run: async ({ quick }) => {
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
        await pool.query("ANALYZE");
      },
    });
    const ask = async (rooms: string) => {
      const times: number[] = [];
      let body = "";
      for (let index = 0; index < (quick ? 10 : 60); index++) {
        const at = performance.now();
        const headers = { authorization: `Bearer ${person?.token}` };
        body = await (await fetch(`${stage.urls[0]}/v1/snapshot?rooms=${rooms}`, { headers })).text();
        times.push(performance.now() - at);
      }
      return {
        p50: round(percentile(times, 0.5)),
        p99: round(percentile(times, 0.99)),
        kilobytes: round(body.length / 1_024),
        compressedKilobytes: round(gzipSync(body).length / 1_024),
      };
    };
    const rows = [
      { peer: "hiroba", of: "rooms alone", ...(await ask("")) },
      { peer: "hiroba", of: "and one room's messages", ...(await ask(world.rooms[0]?.id ?? "")) },
    ];
    await stage.close();
    return rows;
  },
};
