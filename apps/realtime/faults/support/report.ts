/** Prints what was measured, for docs/faults.md. */
export function report(name: string, measured: Record<string, number | string>): void {
  const shown = Object.entries(measured).map(([what, value]) => `${what} ${value}`);
  process.stdout.write(`  ${name}: ${shown.join(", ")}\n`);
}

/** Milliseconds for people. */
export function toSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`;
}

/** For what takes a few of them. */
export function toMilliseconds(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}
