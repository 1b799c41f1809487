import { defineConfig, env } from "prisma/config";

// For whoever uses Prisma's own command line (which needs its schema engine, a download). Hiroba itself only
// generates with it, which asks for no database, and migrates by src/migrate.ts.
export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: env("DATABASE_URL") } } : {}),
});
