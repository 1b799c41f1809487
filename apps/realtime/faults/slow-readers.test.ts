import { expect, it } from "vitest";
import { carriers, type StoppedReader } from "../src/transports/testing/stopped-reader.ts";
import { openCrowdedRoom } from "./support/crowded-room.ts";
import { readMemory, watchMemory } from "./support/memory.ts";
import { report } from "./support/report.ts";
import { scaled } from "./support/scale.ts";
import { sleep } from "./support/until.ts";

/*
 * Devices that come back after much was said, and then do not read (L13). What happens to those who stop reading in the
 * middle of live talk takes more than two kernels can hold, and is in `stopped-readers.whole.test.ts`.
 */

const READERS = scaled({ selection: 40, whole: 300 });
const LONG_MESSAGES = scaled({ selection: 300, whole: 1_800 });

it("what many who never read have missed costs the node a page for each at most", async () => {
  const { node, sayAtLength, readCursor, stopMany, close } = await openCrowdedRoom();
  const since = await readCursor();
  await sayAtLength(LONG_MESSAGES);
  const grown: Record<string, number> = {};
  for (const carrier of carriers) {
    const before = readMemory(node.pid());
    let readers: StoppedReader[] = [];
    const { most } = await watchMemory(node.pid(), async () => {
      readers = await stopMany(carrier, since, READERS);
      await sleep(800);
    });
    for (const reader of readers) reader.close();
    grown[carrier] = Math.round(most - before);
  }
  await close();
  report(`${READERS} who never read, memory in MiB`, grown);
  for (const carrier of carriers) expect(grown[carrier]).toBeLessThan(100 + READERS);
});
