// Loaded before a node whose memory is measured: what is garbage is collected now and then, so that what stays is seen.
import { writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { toHeldFile } from "./memory.ts";

const EVERY_MS = 5_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
setInterval(() => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(toHeldFile(process.pid), String(heapUsed + external));
}, EVERY_MS).unref();
