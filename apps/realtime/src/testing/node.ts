import { createTestDatabase } from "@hiroba/prisma/testing";
import type {} from "@hiroba/prisma/testing/global-setup";
import { inject } from "vitest";
import { type Env, parseEnv } from "../env.ts";
import { type Node, type NodeParts, startNode } from "../server.ts";

type Settings = Partial<Record<keyof Env, string>>;

/** A migrated database of its own, and nodes on it. */
export type TestServer = {
  url: string;
  node: Node;
  databaseUrl: string;
  /** One more node on the same database. */
  addNode(settings?: Settings): Promise<Node>;
  /** Ends a node and starts another in its place, at another address. */
  replaceNode(node: Node): Promise<Node>;
  close(): Promise<void>;
};

/**
 * Starts a node on an empty database, on a free port of the loopback interface. The database is one of the run's
 * PostgreSQL, or of a server that the test has started for itself.
 */
export async function startTestServer(
  settings: Settings = {},
  parts: Partial<NodeParts> = {},
  databaseServer: string = inject("databaseServer"),
): Promise<TestServer> {
  const database = await createTestDatabase(databaseServer);
  const nodes = new Set<Node>();
  const addNode: TestServer["addNode"] = async (more = {}) => {
    const node = await startNode(parseEnv(testVariables(database.url, { ...settings, ...more })), parts);
    nodes.add(node);
    return node;
  };
  const node = await addNode();
  return {
    url: node.url,
    node,
    databaseUrl: database.url,
    addNode,
    replaceNode: async (old) => {
      nodes.delete(old);
      await old.close();
      return addNode();
    },
    close: async () => {
      for (const one of nodes) await one.close();
      await database.drop();
    },
  };
}

/** The environment of a node of the tests. */
export function testVariables(databaseUrl: string, settings: Settings = {}): Record<string, string> {
  return {
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    HIROBA_SECRET: "a secret of the tests, long enough to sign with",
    LOG_LEVEL: "fatal",
    ...settings,
  };
}
