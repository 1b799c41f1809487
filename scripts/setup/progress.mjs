let isStepOpen = false;
/** @type {string[]} */
let waiting = [];

/**
 * Shows one line for a step: its name while it runs, then what came of it and how long it took.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<{ note?: string, value?: T }>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const begin = performance.now();
  process.stdout.write(`  ${name.padEnd(14)} `);
  isStepOpen = true;
  try {
    const { note = "done", value } = await work();
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    endStep(`${note.padEnd(34)} ${seconds.padStart(6)} s`);
    return /** @type {T} */ (value);
  } catch (error) {
    endStep("failed");
    throw error;
  }
}

/** Shows a line on its own, after the step under way. @param {string} line */
export function say(line) {
  if (isStepOpen) waiting.push(line);
  else console.error(line);
}

/** @param {string} line */
function endStep(line) {
  process.stdout.write(`${line}\n`);
  isStepOpen = false;
  for (const held of waiting) console.error(held);
  waiting = [];
}
