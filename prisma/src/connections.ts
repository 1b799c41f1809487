import { Socket } from "node:net";
import pg from "pg";

/**
 * Everything that one process holds open to PostgreSQL. Where a firewall forgets connections or an address moves, neither
 * side is told: what is asked on them is never answered, while new ones get through.
 */
export type Connections = {
  /** Opens connections that are among these. One that does not come about is given up after two seconds. */
  Client: typeof pg.Client;
  /**
   * Remembers what each has heard until now. The answer breaks those that were begun before a moment of
   * `performance.now()` and have heard nothing more: idle ones, those being opened, and those that wait for an answer,
   * whose query fails then as on any broken connection. Returns how many.
   */
  mark(): (begunBefore: number) => number;
};

/** A new connection that takes longer leads nowhere, such as over a line that swallows; in milliseconds. */
const CONNECT_MS = 2_000;

/** None yet. */
export function createConnections(): Connections {
  const begun = new Map<Socket, number>();

  class Client extends pg.Client {
    constructor(options: pg.ClientConfig = {}) {
      const socket = new Socket();
      begun.set(socket, performance.now());
      socket.once("close", () => begun.delete(socket));
      // A limit of its own, however long whoever waits for a connection of a pool may wait.
      super({ ...options, connectionTimeoutMillis: CONNECT_MS, stream: () => socket });
    }
  }

  return {
    Client: Client as typeof pg.Client,
    mark: () => {
      const heard = new Map([...begun.keys()].map((socket) => [socket, socket.bytesRead]));
      return (begunBefore) => {
        const isSilent = ([socket, at]: [Socket, number]) =>
          at < begunBefore && socket.bytesRead === (heard.get(socket) ?? 0);
        const silent = [...begun].filter(isSilent);
        for (const [socket] of silent) socket.destroy();
        return silent.length;
      };
    },
  };
}
