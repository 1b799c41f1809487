import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `pnpm test:faults` runs the fault suite whole; otherwise its selection runs. */
const isWhole = process.env.HIROBA_FAULTS === "whole";

// One process for the whole run, so that all projects share one PostgreSQL server.
export default defineConfig({
  test: {
    // Most tests wait for clocks and sockets rather than for a core.
    maxWorkers: 4,
    // A server starts and a dozen people move in before the first question, on a machine that may be busy.
    hookTimeout: 60_000,
    // What is waited for comes as soon as the machine lets it.
    expect: { poll: { interval: 50, timeout: 15_000 } },
    globalSetup: ["prisma/src/testing/global-setup.ts"],
    projects: [
      { extends: true, test: { name: "scripts", include: ["scripts/**/*.test.mjs"], testTimeout: 30_000 } },
      {
        extends: true,
        test: { name: "protocol", include: ["packages/protocol/src/**/*.test.ts"], testTimeout: 30_000 },
      },
      { extends: true, test: { name: "client", include: ["packages/client/src/**/*.test.ts"], testTimeout: 30_000 } },
      { extends: true, test: { name: "prisma", include: ["prisma/src/**/*.test.ts"], testTimeout: 60_000 } },
      { extends: true, test: { name: "realtime", include: ["apps/realtime/src/**/*.test.ts"], testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: "security",
          include: ["apps/realtime/security/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["apps/realtime/faults/**/*.test.ts"],
          // What takes minutes at any size runs in the whole suite only (apps/realtime/faults/support/scale.ts).
          exclude: isWhole ? [] : ["apps/realtime/faults/**/*.whole.test.ts"],
          // At full size each stands for load on the whole machine: one at a time. The selection mostly waits, for lines that
          // are silent and for what was killed, and judges no more than holds on a busy machine: two beside each other.
          maxWorkers: isWhole ? 1 : 2,
          // A process loads the nodes' and devices' code once, not for each file.
          isolate: false,
          // After the rest, whose load would be in their times.
          sequence: { groupOrder: 1 },
          // What only waits in a file waits together.
          maxConcurrency: 50,
          testTimeout: 600_000,
        },
      },
      {
        extends: true,
        resolve: { alias: { "@": fileURLToPath(new URL("apps/web", import.meta.url)) } },
        test: {
          name: "web",
          include: ["apps/web/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "**/.next/**", "apps/web/e2e/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["apps/web/e2e/**/*.test.ts"],
          globalSetup: ["apps/web/e2e/support/global-setup.ts"],
          // The stories share one machine with their browsers: two at a time, and nothing else.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
