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
  try {
    const { note = "done", value } = await work();
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(`${note.padEnd(34)} ${seconds.padStart(6)} s\n`);
    return /** @type {T} */ (value);
  } catch (error) {
    process.stdout.write("failed\n");
    throw error;
  }
}
