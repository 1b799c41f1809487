/**
 * Tells each failure and then, as the last line, how many passed and failed; ends the process with 1 if any did.
 * @param {{ passed: number, failures: string[] }} result
 */
export function report({ passed, failures }) {
  for (const failure of failures) console.log(`\n✗ ${failure}`);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  process.exit(failures.length > 0 ? 1 : 0);
}
