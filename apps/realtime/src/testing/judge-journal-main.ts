// Judges the journals given as arguments, long after their runs: `pnpm --filter @hiroba/realtime judge <file>…`
import { judgeFile } from "./judge-journal.ts";

for (const file of process.argv.slice(2)) {
  const verdict = await judgeFile(file);
  process.stdout.write(`${file}: ${JSON.stringify(verdict, null, 2)}\n`);
  if (verdict.violations.length > 0 || verdict.invalid.length > 0) process.exitCode = 1;
}
