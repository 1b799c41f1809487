import type { TestProject } from "vitest/node";
import { startBrowser } from "./find-browser";
import { startWeb } from "./web";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to from here.
  interface ProvidedContext {
    /** The one browser of the whole run, to connect to. */
    browser: string;
    /** Where the built web app listens: one for the whole run, as it knows nothing of any server's data. */
    web: string;
    /** Its process. */
    webPid: number;
  }
}

/** Vitest calls this once, before the first story. */
export async function setup(project: TestProject) {
  const web = await startWeb();
  const browser = await startBrowser().catch(async (error: unknown) => {
    await web.stop();
    throw error;
  });
  project.provide("browser", browser.wsEndpoint());
  project.provide("web", web.url);
  project.provide("webPid", web.pid);
  return async () => {
    await browser.close();
    await web.stop();
  };
}
