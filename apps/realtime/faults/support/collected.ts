// Loaded before a node whose memory is measured: what is garbage is collected now and then, so that what stays is seen.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const EVERY_MS = 5_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
setInterval(collect, EVERY_MS).unref();
