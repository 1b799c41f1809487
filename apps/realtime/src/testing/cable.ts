import { connect, createServer, type Socket } from "node:net";
import { createFlow, type Flow, type Weather } from "./flow.ts";

/**
 * A cable between a device and a node, or a node and PostgreSQL, to be cut, pulled out, or led to another node while it
 * carries something. Works on bytes, so it does to every transport what bad networks do.
 */
export type Cable = {
  url: string;
  /** Breaks every connection at once; new ones get through. */
  cut(): void;
  /** Breaks every connection and lets none through until `plug`. */
  unplug(): void;
  plug(): void;
  /**
   * Until `plug` nothing passes, and nobody is told: new connections come about and hear nothing. Those of that time and
   * from before stay so for ever, as where a firewall has forgotten them.
   */
  swallow(): void;
  /** From now on nothing comes back over the present connections, while requests still arrive: answers are lost. */
  muffle(): void;
  /**
   * From now on nothing passes over the present connections in a direction, not even their end; new ones are well. So it
   * is when a router forgets them or the address changes: neither side is told.
   */
  silence(direction: Direction | "both"): void;
  /** What the line does to all that passes from now on, over present connections and new ones. */
  setWeather(weather: Weather): void;
  /** New connections lead to another node. */
  leadTo(url: string): void;
  /** Bytes that came from the node. */
  received(): number;
  close(): Promise<void>;
};

/** As the device sees it. */
export type Direction = "up" | "down";
type Pair = { near: Socket; far: Socket; up: Flow; down: Flow };

function silence({ up, down }: Pair, direction: Direction | "both"): void {
  if (direction !== "down") up.swallow();
  if (direction !== "up") down.swallow();
}

/** Lays a cable to a node, or to PostgreSQL, on the loopback interface. */
export async function layCable(nodeUrl: string): Promise<Cable> {
  const pairs = new Set<Pair>();
  let target = new URL(nodeUrl);
  let isPlugged = true;
  let isSwallowing = false;
  let received = 0;
  let weather: Weather = {};

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (!isPlugged) return near.destroy();
    const far = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true });
    far.on("data", (bytes) => {
      received += bytes.length;
    });
    const up = createFlow({ from: near, to: far, weather: () => weather });
    const down = createFlow({ from: far, to: near, weather: () => weather });
    const pair: Pair = { near, far, up, down };
    pairs.add(pair);
    if (isSwallowing) silence(pair, "both");
    for (const socket of [near, far]) {
      socket.setNoDelay(true).on("error", () => undefined);
      socket.on("close", () => {
        if (near.destroyed && far.destroyed) pairs.delete(pair);
      });
    }
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
      isSwallowing = false;
    },
    swallow: () => {
      isSwallowing = true;
      for (const pair of pairs) silence(pair, "both");
    },
    muffle: () => {
      for (const { down } of pairs) down.swallow();
    },
    silence: (direction) => {
      for (const pair of pairs) silence(pair, direction);
    },
    setWeather: (next) => {
      weather = next;
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
