// pnpm test:security: the security suite, and every other file of tests that docs/security-tests.md names.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./setup/project.mjs";
import { report } from "./test/report.mjs";
import { runTests } from "./test/run-tests.mjs";

const page = await readFile(path.join(root, "docs", "security-tests.md"), "utf8");
const named = [...page.matchAll(/\]\(\.\.\/([^)]+\.test\.(?:ts|mjs))\)/gu)].map(([, file = ""]) => file);
report(await runTests("security", ["apps/realtime/security/", ...new Set(named)]));
