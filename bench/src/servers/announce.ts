import type { Server } from "node:http";

/**
 * So many may wait to be accepted at once, of every peer as of Hiroba. Of a crowd that comes back at once the rest knock
 * again a second later: Node.js has 511, ejabberd 5.
 */
export const BACKLOG = 4_096;

/** Listens on a free port of the loopback interface and tells the benchmark which. */
export function announce(server: Server): void {
  server.listen({ port: 0, host: "127.0.0.1", backlog: BACKLOG }, () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" ? address?.port : undefined });
  });
  process.on("disconnect", () => process.exit(0));
}
