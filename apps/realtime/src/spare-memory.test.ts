import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MEBIBYTE = 2 ** 20;
/** As realtime is started. */
const flags = ["--max-semi-space-size=32"];

it("what a busy hour has left is given back once nothing is said, and not before", async () => {
  const script = fileURLToPath(new URL("testing/quiet-main.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, "--import", "tsx", script]);
  const [grown = 0, busy = 0, quiet = 0] = stdout.trim().split("\n").map(Number);
  expect(grown).toBeGreaterThan(24 * MEBIBYTE);
  expect(busy).toBeGreaterThanOrEqual(grown);
  expect(quiet).toBeLessThan(8 * MEBIBYTE);
}, 30_000);
