import { createRequire } from "node:module";
import path from "node:path";
import { findFreePort, startProgram } from "./program";

/** Starts the built web app on a free port of loopback. */
export async function startWeb() {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const program = await startProgram({
    args: [next, "start", "--hostname", "127.0.0.1", "--port", String(port)],
    cwd: path.join(import.meta.dirname, "../.."),
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    ready: `${url}/icon.svg`,
  });
  const { pid, output, stop } = program;
  return { url, pid, output, stop };
}
