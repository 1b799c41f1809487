// npm start: from a fresh clone to a running Hiroba. This file and what it imports have no dependencies, because they
// install them.
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies, ensurePnpm } from "./setup/install.mjs";
import { checkDatabase, checkDataFolder, checkNode, checkPort } from "./setup/machine.mjs";
import { step } from "./setup/progress.mjs";
import { readSettings } from "./setup/settings.mjs";
import { startHiroba } from "./supervise/hiroba.mjs";
import { runUntilStopped } from "./supervise/life.mjs";
import { realtimeFlags } from "./supervise/realtime-flags.mjs";

await runUntilStopped(async (supervisor) => {
  checkNode();
  const settings = readSettings();
  await checkPort(settings);
  await checkDataFolder(settings.dataFolder);
  if (settings.databaseUrl) await checkDatabase(settings.databaseUrl);
  await step("pnpm", ensurePnpm);
  await step("dependencies", ensureDependencies);
  await step("build", ensureBuilt);
  await startHiroba(supervisor, settings, {
    realtime: [...realtimeFlags, "apps/realtime/dist/main.js"],
    web: ["node_modules/next/dist/bin/next", "start"],
  });
  console.log(`Hiroba is ready at ${settings.publicUrl}`);
});
