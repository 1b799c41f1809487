import { connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What stands before several nodes: gives each connection to the next of them, and to another if that one refuses. */
export type Balancer = { url: string; close(): Promise<void> };

/** Stands before nodes on the loopback interface; a sticky one stays with a node until that refuses. */
export async function startBalancer(
  nodeUrls: readonly string[],
  { isSticky = false }: { isSticky?: boolean } = {},
): Promise<Balancer> {
  const ports = nodeUrls.map((url) => Number(new URL(url).port));
  const open = new Set<Socket>();
  let turn = 0;

  const reach = async (): Promise<Socket | null> => {
    for (let attempt = 0; attempt < 40 * ports.length; attempt++) {
      const far = await dial(ports[turn % ports.length] ?? 0);
      if (!far || !isSticky) turn += 1;
      if (far) return far;
      if (attempt % ports.length === ports.length - 1) await pause(50);
    }
    return null;
  };

  const server = createServer({ pauseOnConnect: true }, async (near) => {
    open.add(near);
    near.on("error", () => near.destroy());
    const far = await reach();
    if (!far || near.destroyed) {
      far?.destroy();
      near.destroy();
      return;
    }
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
    far.on("close", () => {
      near.destroy();
      open.delete(near);
    });
    near.setNoDelay(true).pipe(far).pipe(near);
    near.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 2_048, resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("A TCP server has a port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      for (const near of open) near.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function dial(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    far.once("connect", () => resolve(far));
    far.once("error", () => resolve(null));
  });
}
