import { connect, createServer, type Socket } from "node:net";

/**
 * A cable between a device and a node, to be cut, pulled out, or led to another node while it carries something.
 * Works on bytes, so it does to every transport what bad networks do.
 */
export type Cable = {
  url: string;
  /** Breaks every connection at once; new ones get through. */
  cut(): void;
  /** Breaks every connection and lets none through until `plug`. */
  unplug(): void;
  plug(): void;
  /** From now on nothing comes back over the present connections, while requests still arrive: answers are lost. */
  muffle(): void;
  /** New connections lead to another node. */
  leadTo(url: string): void;
  /** Bytes that came from the node. */
  received(): number;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket; isMuffled: boolean };

/** Lays a cable to a node on the loopback interface. */
export async function layCable(nodeUrl: string): Promise<Cable> {
  const pairs = new Set<Pair>();
  let target = new URL(nodeUrl);
  let isPlugged = true;
  let received = 0;

  const server = createServer((near) => {
    if (!isPlugged) return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    const pair: Pair = { near, far, isMuffled: false };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.setNoDelay(true).on("error", end).on("close", end);
    near.pipe(far);
    far.on("data", (bytes) => {
      received += bytes.length;
      if (!pair.isMuffled && !near.write(bytes)) far.pause();
    });
    near.on("drain", () => far.resume());
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("A TCP server has a port.");

  const cut = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    pairs.clear();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    unplug: () => {
      isPlugged = false;
      cut();
    },
    plug: () => {
      isPlugged = true;
    },
    muffle: () => {
      for (const pair of pairs) pair.isMuffled = true;
    },
    leadTo: (url) => {
      target = new URL(url);
    },
    received: () => received,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
