import type { TestProject } from "vitest/node";
import { startTestServer } from "../testing";

declare module "vitest" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to from here.
  interface ProvidedContext {
    /** One PostgreSQL server for the whole run: `createTestDatabase(inject("databaseServer"))`. */
    databaseServer: string;
  }
}

/** Vitest calls this once for each run. */
export async function setup(project: TestProject) {
  const server = await startTestServer();
  project.provide("databaseServer", server.url);
  return server.stop;
}
