import { say } from "../setup/progress.mjs";
import { Problem } from "../setup/project.mjs";
import { createSupervisor } from "./supervisor.mjs";

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** One Ctrl-C comes twice: from the terminal, and from npm, which passes on what it hears itself. */
const ECHO_MS = 1_000;

/**
 * Runs `begin`, then stays until a signal (exit code 0) or until a part cannot be kept running (exit code 1). Either way
 * everything that was started is stopped first, in order.
 *
 * @param {(supervisor: ReturnType<typeof createSupervisor>) => Promise<void>} begin
 */
export async function runUntilStopped(begin) {
  /** @type {(code: number) => void} */
  let end = () => {};
  const ending = new Promise((/** @type {(code: number) => void} */ resolve) => (end = resolve));
  const supervisor = createSupervisor({
    onCrash: say,
    onGiveUp: (line) => end(fail(line)),
  });
  let asked = Number.POSITIVE_INFINITY;
  const stop = () => {
    const now = performance.now();
    // Asked a second time: at once. The parts end when their channel to this process closes.
    if (now - asked > ECHO_MS) process.exit(1);
    asked = Math.min(asked, now);
    end(0);
  };
  for (const signal of signals) process.on(signal, stop);
  begin(supervisor).catch((error) => end(fail(error instanceof Problem ? error.message : error)));

  const code = await ending;
  if (code === 0) console.log("\nHiroba is stopping.");
  await supervisor.stop();
  process.exit(code);
}

/** @param {unknown} reason */
function fail(reason) {
  console.error(reason);
  return 1;
}
