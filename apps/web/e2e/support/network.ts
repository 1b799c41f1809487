import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The line between one device and the server: it can be cut, and it may refuse WebSocket as some offices do. */
export type Network = {
  url: string;
  /** Nothing goes through any more, and what was open breaks. */
  cut(): void;
  mend(): void;
  close(): void;
};

/** Lays a line to the server. */
export async function layLine(serverUrl: string, { refusesWebSocket = false } = {}): Promise<Network> {
  const { hostname, port } = new URL(serverUrl);
  const open = new Set<Socket>();
  let isCut = false;
  const hold = (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    hold(near);
    // Browsers open a WebSocket on a connection of its own, so its first bytes are the upgrade.
    near.once("data", (first) => {
      if (refusesWebSocket && /^upgrade: websocket/imu.test(first.toString("latin1"))) {
        near.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        return;
      }
      const far = connect(Number(port), hostname);
      hold(far);
      far.write(first);
      near.pipe(far).pipe(near);
      near.once("close", () => far.destroy());
      far.once("close", () => near.destroy());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
