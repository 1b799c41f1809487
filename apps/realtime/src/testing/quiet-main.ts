// A process whose space for young objects becomes large, and in which something is said for a second and nothing from then
// on. Tells how large that space is: at the beginning, when the talk ends, and once it is small.
import { giveMemoryBackWhenQuiet, readYoungBytes } from "../spare-memory.ts";

const LOOK_MS = 200;
let position = 0;

/** What is made stays for a while, by which V8 finds that it needs more space for what is new. */
function grow(): void {
  let kept: object[] = [];
  for (let round = 0; round < 60; round++) {
    kept = [...kept.slice(-200_000), ...Array.from({ length: 50_000 }, (_, index) => ({ index, round }))];
  }
}

const tell = () => process.stdout.write(`${readYoungBytes()}\n`);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

grow();
tell();
giveMemoryBackWhenQuiet(() => position, LOOK_MS);
for (let count = 0; count < 10; count++) {
  position += 1;
  await pause(LOOK_MS / 2);
}
tell();
const before = readYoungBytes();
while (readYoungBytes() > before / 4) await pause(LOOK_MS / 2);
tell();
