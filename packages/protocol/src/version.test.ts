import { readFile, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { toShapes } from "./testing/to-shapes.ts";
import recorded from "./version.shapes.json" with { type: "json" };
import { PROTOCOL_VERSION } from "./version.ts";

/*
 * The wire shape of everything that travels, as recorded for each version in version.shapes.json. Clients that are open
 * in a browser are older than the server after every update, so a change of shape is a decision: raise PROTOCOL_VERSION
 * with a line of history and record the new shapes beside the old, or, where every older client can live with it (a new
 * command, a new optional field of an input), record them in the place of this version's.
 * `HIROBA_RECORD_SHAPES=1 npx vitest run --project protocol version` writes what is true now.
 */

it("has not changed since it was recorded for this version", async () => {
  const shapes = toShapes();
  if (process.env.HIROBA_RECORD_SHAPES) await record({ ...recorded, [PROTOCOL_VERSION]: shapes });
  else expect(shapes).toEqual((recorded as Record<string, unknown>)[PROTOCOL_VERSION]);
});

it("has a line of history for every version", async () => {
  const source = await readFile(new URL("version.ts", import.meta.url), "utf8");
  const lines = [...source.matchAll(/^ \* (\d+) {2}\S/gm)].map((match) => Number(match[1]));
  expect(lines).toEqual(Array.from({ length: PROTOCOL_VERSION }, (_, index) => index + 1));
  expect(Object.keys(recorded).at(-1)).toBe(String(PROTOCOL_VERSION));
});

async function record(shapes: Record<string, Record<string, string>>): Promise<void> {
  await writeFile(new URL("version.shapes.json", import.meta.url), `${JSON.stringify(shapes, null, 2)}\n`);
}
