import { connect, createServer, type Socket } from "node:net";

/** What becomes of a notification on its way to the node. */
export type Handling = "pass" | "drop" | "double" | { delayMs: number };

/**
 * The line between one node and PostgreSQL. It knows the wire protocol well enough to tell notifications from answers,
 * so that it can keep, repeat or hold back the one without touching the other, and to count what the node asks.
 */
export type PostgresLine = {
  /** The database's address by way of this line. */
  url: string;
  /** What becomes of notifications from now on. */
  notify(handling: Handling): void;
  /** Breaks the connections that listen. */
  cutListeners(): void;
  /** From now on nothing comes back on the present connections that listen, and nothing says so. */
  silenceListeners(): void;
  /** Questions that the database has answered. */
  answered(): number;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket; isListening: boolean; isSilent: boolean };

const NOTIFICATION = "A".charCodeAt(0);
const READY = "Z".charCodeAt(0);

/** Lays a line to a database. */
export async function layPostgresLine(databaseUrl: string): Promise<PostgresLine> {
  const target = new URL(databaseUrl);
  const pairs = new Set<Pair>();
  let handling: Handling = "pass";
  let answered = 0;

  const forward = (pair: Pair, frame: Buffer) => {
    if (pair.isSilent) return;
    if (frame[0] === READY) answered += 1;
    if (frame[0] !== NOTIFICATION || handling === "pass") return void pair.near.write(frame);
    if (handling === "drop") return;
    if (handling === "double") return void pair.near.write(Buffer.concat([frame, frame]));
    setTimeout(() => pair.near.destroyed || pair.near.write(frame), handling.delayMs);
  };

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair: Pair = { near, far, isListening: false, isSilent: false };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.setNoDelay(true).on("error", end).on("close", end);
    near.on("data", (bytes) => {
      if (bytes.includes("LISTEN ")) pair.isListening = true;
      far.write(bytes);
    });
    const read = createFrameReader((frame) => forward(pair, frame));
    far.on("data", read);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("A TCP server has a port.");
  const url = new URL(databaseUrl);
  url.port = String(address.port);

  const listeners = () => [...pairs].filter(({ isListening }) => isListening);
  return {
    url: url.href,
    notify: (next) => {
      handling = next;
    },
    cutListeners: () => {
      for (const { near } of listeners()) near.resetAndDestroy();
    },
    silenceListeners: () => {
      for (const pair of listeners()) pair.isSilent = true;
    },
    answered: () => answered,
    close: () => {
      for (const { near } of pairs) near.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Cuts what the server sends into its messages: a type of one byte, then a length that counts itself. */
function createFrameReader(handleFrame: (frame: Buffer) => void): (bytes: Buffer) => void {
  let held = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 5 && held.length >= 1 + held.readUInt32BE(1)) {
      const length = 1 + held.readUInt32BE(1);
      handleFrame(held.subarray(0, length));
      held = held.subarray(length);
    }
  };
}
