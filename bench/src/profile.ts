// pnpm --filter @hiroba/bench run profile <file.cpuprofile> [--from seconds] [--to seconds]
// What is kept as bench/results/profiles/<scenario>.md stands in the report.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

/*
 * Where a node's time went, by whose code it is in, from a profile that `BENCH_PROFILE=<folder> pnpm bench …` has written.
 * `from` and `to` choose what is looked at, in seconds from the start of the profile: without them preparing counts too.
 */

type Frame = { functionName: string; url: string };
type Profile = {
  nodes: { id: number; callFrame: Frame }[];
  samples: number[];
  /** Microseconds from one sample to the next. */
  timeDeltas: number[];
};

/** System calls that write, as V8 names them. */
const WRITES = new Set(["writev", "writeBuffer", "writeUtf8String", "writeLatin1String"]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string", default: "0" }, to: { type: "string", default: "Infinity" } },
});
const [file] = positionals;
if (!file) throw new Error("Which profile?");
const { nodes, samples, timeDeltas } = JSON.parse(await readFile(file, "utf8")) as Profile;
const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
const times = new Map<string, number>();
let at = 0;
for (const [index, id] of samples.entries()) {
  const time = timeDeltas[index] ?? 0;
  at += time / 1_000_000;
  const frame = frames.get(id);
  if (!frame || frame.functionName === "(idle)" || at < Number(values.from) || at > Number(values.to)) continue;
  const owner = toOwner(frame);
  times.set(owner, (times.get(owner) ?? 0) + time);
}
const total = [...times.values()].reduce((sum, time) => sum + time, 0);
console.log(`A profile of the node, ${(total / 1_000_000).toFixed(2)} s of its time:\n\n| in | % |\n| --- | ---: |`);
for (const [owner, time] of [...times].sort((left, right) => right[1] - left[1])) {
  const share = (100 * time) / total;
  if (share >= 1) console.log(`| ${owner} | ${share.toFixed(1)} |`);
}

function toOwner({ functionName, url }: Frame): string {
  if (functionName === "(garbage collector)") return "collecting garbage";
  if (WRITES.has(functionName)) return "writing to sockets, the kernel included";
  if (url.includes("/apps/realtime/dist/")) return "Hiroba";
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1];
  if (library) return library;
  const own = /^node:(?:internal\/)?([a-z_]+)/u.exec(url)?.[1];
  return own ? `Node.js: ${own}` : "Node.js: native code";
}
