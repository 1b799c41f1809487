// pnpm dev: the embedded database, realtime (started again at every change) and Next.js in development mode.
import { ensureDatabaseTools } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/install.mjs";
import { checkDatabase, checkDataFolder, checkNode, checkPort } from "./setup/machine.mjs";
import { step } from "./setup/progress.mjs";
import { readSettings } from "./setup/settings.mjs";
import { startHiroba } from "./supervise/hiroba.mjs";
import { runUntilStopped } from "./supervise/life.mjs";

process.env.NODE_ENV = "development";

await runUntilStopped(async (supervisor) => {
  checkNode();
  const settings = { ...readSettings(), isDevelopment: true };
  await checkPort(settings);
  await checkDataFolder(settings.dataFolder);
  if (settings.databaseUrl) await checkDatabase(settings.databaseUrl);
  await step("dependencies", ensureDependencies);
  await step("tools", ensureDatabaseTools);
  await startHiroba(supervisor, settings, {
    realtime: ["node_modules/tsx/dist/cli.mjs", "watch", "--clear-screen=false", "apps/realtime/src/main.ts"],
    web: ["node_modules/next/dist/bin/next", "dev"],
  });
  console.log(`Hiroba is ready at ${settings.publicUrl}`);
});
