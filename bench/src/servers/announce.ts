import type { Server } from "node:http";

/** Listens on a free port of the loopback interface and tells the benchmark which. */
export function announce(server: Server): void {
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" ? address?.port : undefined });
  });
  process.on("disconnect", () => process.exit(0));
}
