import { createTestDatabase } from "@hiroba/prisma/testing";
import type {} from "@hiroba/prisma/testing/global-setup";
import { inject } from "vitest";
import { type Env, parseEnv } from "../env.ts";
import { type Node, startNode } from "../server.ts";

/** A migrated database of its own, and nodes on it. */
export type TestServer = {
  url: string;
  node: Node;
  databaseUrl: string;
  /** One more node on the same database. */
  addNode(settings?: Partial<Record<keyof Env, string>>): Promise<Node>;
  close(): Promise<void>;
};

/** Starts a node on an empty database of the run's PostgreSQL, on a free port of the loopback interface. */
export async function startTestServer(settings: Partial<Record<keyof Env, string>> = {}): Promise<TestServer> {
  const database = await createTestDatabase(inject("databaseServer"));
  const nodes: Node[] = [];
  const addNode: TestServer["addNode"] = async (more = {}) => {
    const node = await startNode(testEnv(database.url, { ...settings, ...more }));
    nodes.push(node);
    return node;
  };
  const node = await addNode();
  return {
    url: node.url,
    node,
    databaseUrl: database.url,
    addNode,
    close: async () => {
      for (const one of nodes) await one.close();
      await database.drop();
    },
  };
}

function testEnv(databaseUrl: string, settings: Partial<Record<keyof Env, string>>): Env {
  return parseEnv({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    HIROBA_SECRET: "a secret of the tests, long enough to sign with",
    LOG_LEVEL: "fatal",
    ...settings,
  });
}
