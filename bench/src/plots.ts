import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Row } from "./scenario.ts";

const folder = new URL("../../docs/benchmarks/", import.meta.url);

/** Readable on white and on black alike. */
const ink = "#7a7f87";
const config = {
  background: "transparent",
  font: "sans-serif",
  axis: { labelColor: ink, titleColor: ink, gridColor: ink, gridOpacity: 0.2, domainColor: ink, tickColor: ink },
  title: { color: ink, anchor: "start" },
  text: { color: ink },
  view: { stroke: "transparent" },
} as const;

/** Draws how much of something each peer reached, as bars. */
export function drawBars(name: string, rows: readonly Row[], field: string, title: string): Promise<void> {
  return draw(name, {
    title,
    width: 480,
    height: { step: 26 },
    data: {
      values: rows
        .filter((row) => typeof row[field] === "number")
        .map((row) => ({ ...row, label: toLabel(rows, row) })),
    },
    encoding: {
      y: { field: "label", type: "nominal", sort: null, axis: { title: null, labelLimit: 320 } },
      x: { field, type: "quantitative", axis: { title: null } },
    },
    layer: [
      {
        mark: { type: "bar", cornerRadiusEnd: 2 },
        encoding: { color: { condition: { test: "datum.peer === 'hiroba'", value: "#d9730d" }, value: "#8fa3b8" } },
      },
      { mark: { type: "text", align: "left", dx: 5 }, encoding: { text: { field, format: "," } } },
    ],
  });
}

/** Draws how something changes while something else grows, both by powers of ten. */
export function drawLines(name: string, rows: readonly Row[], title: string): Promise<void> {
  return draw(name, {
    title,
    width: 480,
    height: 200,
    data: { values: [...rows] },
    mark: { type: "line", point: true },
    encoding: {
      x: {
        field: "count",
        type: "quantitative",
        scale: { type: "log" },
        axis: { title: "already there", format: "~s" },
      },
      y: {
        field: "microsecondsPerMessage",
        type: "quantitative",
        scale: { zero: true },
        axis: { title: "µs of processor time" },
      },
      color: {
        field: "what",
        type: "nominal",
        legend: { labelColor: ink, title: null },
        scale: { range: ["#d9730d", "#5b8db8"] },
      },
    },
  });
}

/** What tells a row from the others: who it is, what of, or both. */
function toLabel(rows: readonly Row[], { peer, of }: Row): string {
  if (rows.every((row) => row.of === of)) return peer;
  return rows.every((row) => row.peer === peer) ? of : `${peer}, ${of}`;
}

async function draw(name: string, spec: TopLevelSpec): Promise<void> {
  const compiled = compile({ ...spec, config }).spec;
  const svg = await new vega.View(vega.parse(compiled), { renderer: "none" }).toSVG();
  await mkdir(folder, { recursive: true });
  await writeFile(fileURLToPath(new URL(`${name}.svg`, folder)), `${svg}\n`);
}
