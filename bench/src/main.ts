// pnpm bench [scenario …] [--peers a,b] [--runs 3] [--quick]
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { describeMachine, LOAD_CORE } from "./machine.ts";
import { writeReport } from "./report.ts";
import { type Results, readResults, writeResults } from "./results.ts";
import { toMedians } from "./runs.ts";
import { scenarios } from "./scenarios.ts";
import { type PeerName, peerNames } from "./stage.ts";
import { isInstalled } from "./xmpp-servers.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: "string", default: peerNames.join(",") },
    runs: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
  },
});
const asked = values.peers.split(",") as PeerName[];
for (const peer of asked.filter((name) => !isInstalled(name))) console.log(`${peer} is not installed and left out.`);
const settings = {
  peers: asked.filter(isInstalled),
  runs: values.quick ? 1 : Number(values.runs),
  quick: values.quick,
};
const chosen = scenarios.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.length === 0) throw new Error(`There is: ${scenarios.map(({ name }) => name).join(", ")}`);

// The load keeps to its core, so that the servers have theirs to themselves.
execFileSync("taskset", ["-acp", String(LOAD_CORE), String(process.pid)], { stdio: "ignore" });
const machine = describeMachine();
for (const { name, title, run } of chosen) {
  const at = performance.now();
  console.log(`\n${title}`);
  const measured = await run(settings);
  const rows = toMedians(measured);
  console.table(rows);
  console.log(`${Math.round((performance.now() - at) / 1_000)} s`);
  if (settings.quick) continue;
  const results: Results = await readResults();
  const date = new Date().toISOString().slice(0, 10);
  results[name] = { date, runs: settings.runs, machine, rows, measured };
  await writeResults(results);
  await writeReport(results);
}
