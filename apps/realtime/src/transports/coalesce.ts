import type { Socket } from "node:net";
import type { Server } from "socket.io";

/** What is used here of an Engine.IO connection and of the WebSocket under it; both keep it to themselves. */
type Connection = {
  flush(): void;
  writeBuffer: unknown[];
  transport: { writable: boolean; socket?: { _socket?: Socket | null } };
};

/**
 * Lets what one turn of the event loop says to a device leave as one write. Engine.IO writes every packet by itself and
 * waits for it: a page and the acknowledgement behind it would be two system calls, or, to a device that polls, two
 * answers a round trip apart. Order is kept, since packets wait in Engine.IO's own buffer.
 */
export function coalesceWrites(io: Server): void {
  io.engine.on("connection", (connection: Connection) => {
    const flush = connection.flush.bind(connection);
    let isDue = false;
    connection.flush = () => {
      // Asked after every write as well; what cannot leave now is asked for again when it can.
      if (isDue || connection.writeBuffer.length === 0 || !connection.transport.writable) return;
      isDue = true;
      // After the promises that this turn has settled, so that their acknowledgements are in.
      process.nextTick(() => {
        isDue = false;
        const socket = connection.transport.socket?._socket;
        socket?.cork();
        flush();
        socket?.uncork();
      });
    };
  });
}
