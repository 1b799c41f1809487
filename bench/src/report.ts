import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drawBars, drawLines } from "./plots.ts";
import type { Results } from "./results.ts";
import type { Row } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

const file = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url));
const remarksFile = fileURLToPath(new URL("../remarks.json", import.meta.url));

/** Figures worth a picture, by scenario. */
const pictures: Record<string, { field: string; title: string }[]> = {
  "many-rooms": [
    { field: "messages", title: "Messages a second, 200 rooms of 5" },
    { field: "deliveriesPerCpuSecond", title: "Deliveries for a second of processor time, 200 rooms of 5" },
  ],
  "big-room": [{ field: "messages", title: "Messages a second, a room of 1,000" }],
  "light-load": [
    { field: "deliveryP50", title: "From sending to a screen, p50, ms" },
    { field: "deliveryP99", title: "From sending to a screen, p99, ms" },
  ],
  waking: [{ field: "ms", title: "All back and caught up, ms" }],
  idle: [{ field: "kibPerConnection", title: "KiB of memory for a connection that says nothing" }],
  transports: [{ field: "bytesPerDelivery", title: "Bytes on the wire for a delivery" }],
  history: [
    { field: "p50", title: "A page of history, p50, ms" },
    { field: "p99", title: "A page of history, p99, ms" },
  ],
  snapshot: [{ field: "p50", title: "A snapshot of 500 rooms, p50, ms" }],
  nodes: [{ field: "capacity", title: "Capacity of as many nodes on as many cores, one node's being 1" }],
  start: [
    { field: "secondsToReady", title: "Seconds until npm start is ready" },
    { field: "megabytes", title: "MB of memory of everything, with ten people" },
  ],
};

const headings: Record<string, string> = {
  peer: "",
  of: "",
  messages: "messages/s",
  deliveries: "deliveries/s",
  deliveriesPerCpuSecond: "deliveries per CPU second",
  ackP50: "ack p50, ms",
  ackP99: "ack p99, ms",
  deliveryP50: "delivery p50, ms",
  deliveryP99: "delivery p99, ms",
  bytesPerDelivery: "bytes per delivery",
  cpu: "cores used",
  generator: "generator busy",
  kibAtFirst: "KiB per connection after 15 s",
  kibPerConnection: "after 105 s",
  cpuPercent: "% of a core",
  dropped: "dropped",
  cpuSeconds: "CPU seconds",
  requestsPerDelivery: "requests per delivery",
  cpuMicrosecondsPerDelivery: "CPU µs per delivery",
  kibPerDevice: "KiB per device",
  p50: "p50, ms",
  p99: "p99, ms",
  compressedKilobytes: "KB compressed",
  kilobytes: "KB",
  roomsAloneCompressed: "of which rooms, KB compressed",
  capacity: "capacity of as many cores",
  microsecondsPerMessage: "CPU µs per message",
  secondsToReady: "seconds to ready",
  megabytesAtFirst: "MB of memory after 5 s",
  megabytes: "MB of memory after 35 s",
};

/** Writes docs/benchmarks.md and its pictures from the raw results. What was made of them is in bench/remarks.json. */
export async function writeReport(results: Results): Promise<void> {
  const remarks = JSON.parse(await readFile(remarksFile, "utf8")) as Record<string, string>;
  const sections = await Promise.all(
    scenarios.map(async ({ name, title, method, aim }) => {
      const result = results[name];
      if (!result) return `## ${title}\n\n${method}\n\nNot measured yet.`;
      const images = await draw(name, result.rows);
      const taken = `${result.date}, ${result.runs === 1 ? "one run" : `medians of ${result.runs} runs`}, load average at the start ${result.machine.loadAtStart}, ${result.machine.processor}.`;
      const profile = await readProfile(name);
      return [`## ${title}`, method, `To reach: ${aim}.`, toTable(result.rows), images, remarks[name], profile, taken]
        .filter(Boolean)
        .join("\n\n");
    }),
  );
  await writeFile(file, `${[preface(results), remarks.summary, ...sections].filter(Boolean).join("\n\n")}\n`);
}

/** Where a node's time went meanwhile, as `run profile` has printed it. */
async function readProfile(name: string): Promise<string> {
  const profile = fileURLToPath(new URL(`../results/profiles/${name}.md`, import.meta.url));
  return existsSync(profile) ? (await readFile(profile, "utf8")).trim() : "";
}

function preface(results: Results): string {
  const machine = Object.values(results)[0]?.machine;
  const described = machine
    ? `${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node.js ${machine.node}`
    : "";
  return `# Benchmarks

Written by \`pnpm bench\` from [its raw results](../bench/results/results.json); how it measures, and what each peer does
and does not do, is in [bench/README.md](../bench/README.md). Everything of a peer, its database included, runs on one core,
the load on the other: ${described}. Ratios travel to other machines, absolute figures do not.`;
}

async function draw(name: string, rows: readonly Row[]): Promise<string> {
  if (name === "growth") {
    await drawLines("growth", rows, "Cost of a message as the server grows");
    return "![Cost of a message as the server grows](benchmarks/growth.svg)";
  }
  const images = (pictures[name] ?? []).map(async ({ field, title }) => {
    const picture = `${name}-${field}`;
    await drawBars(picture, rows, field, title);
    return `![${title}](benchmarks/${picture}.svg)`;
  });
  return (await Promise.all(images)).join("\n\n");
}

function toTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !hidden.has(name));
  const lines = [
    columns.map((name) => headings[name] ?? name),
    columns.map((name) => (typeof rows[0]?.[name] === "number" ? "---:" : "---")),
    ...rows.map((row) =>
      columns.map((name) => (isFull(name, row[name]) ? `${toText(row[name])} *` : toText(row[name]))),
    ),
  ];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  if (!rows.some(({ generator }) => isFull("generator", generator))) return table;
  return `${table}\n\n\\* The load's own core was nearly full: the limit may be the generator's.`;
}

/** Whether it is rather the generator that was measured. */
function isFull(name: string, value: string | number | undefined): boolean {
  return name === "generator" && typeof value === "number" && value >= 0.9;
}

/** Said by another column. */
const hidden = new Set(["depth", "count", "what", "connections", "devices", "nodes"]);

function toText(value: string | number | undefined): string {
  return typeof value === "number" ? value.toLocaleString("en") : (value ?? "");
}
