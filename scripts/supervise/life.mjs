import { say } from "../setup/progress.mjs";
import { Problem } from "../setup/project.mjs";
import { createSupervisor } from "./supervisor.mjs";

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

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
  for (const signal of signals) {
    process.once(signal, () => {
      end(0);
      // Asked a second time: at once. The parts end when their channel to this process closes.
      for (const again of signals) process.once(again, () => process.exit(1));
    });
  }
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
