import { createTestDatabase } from "@hiroba/prisma/testing";
import { findFreePort, type Program, startProgram } from "./program";

/** A whole Hiroba on a database of its own. */
export type Server = {
  url: string;
  pid(): number;
  /** All that it has printed since it was started. */
  output(): string;
  /** Ends it with -9. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and database. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** Starts the built server on an empty workspace, in front of the web app at `web`. */
export async function startServer({ databaseServer, web }: { databaseServer: string; web: string }): Promise<Server> {
  const database = await createTestDatabase(databaseServer);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const start = () =>
    startProgram({
      args: ["apps/realtime/dist/main.js"],
      env: {
        NODE_ENV: "production",
        PORT: String(port),
        HOST: "127.0.0.1",
        DATABASE_URL: database.url,
        HIROBA_WEB_URL: web,
        HIROBA_SECRET: "a secret of the stories, long enough to sign with",
        LOG_LEVEL: "warn",
      },
      ready: `${url}/health`,
    });
  let program: Program = await start();
  return {
    url,
    pid: () => program.pid,
    output: () => program.output(),
    kill: () => program.kill(),
    restart: async () => {
      program = await start();
    },
    close: async () => {
      await program.stop();
      await database.drop();
    },
  };
}
