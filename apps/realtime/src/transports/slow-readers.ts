import type { Server, Socket } from "socket.io";

/** Packets and bytes that may wait for a reader. */
const BACKLOG_PACKETS = 2_000;
const BACKLOG_BYTES = 4_194_304;
const LOOK_MS = 1_000;

type Conn = Socket["conn"];
/** What is used here of an Engine.IO connection that it keeps to itself. */
type Inside = {
  writeBuffer: { data?: string }[];
  transport: { socket?: { bufferedAmount: number; terminate(): void } };
};

/**
 * Cuts off who does not read what is written to them (L13); returns how to stop. Only connections to which something was
 * written are looked at, until it has left: a look at ten thousand idle ones each second was half of what they cost.
 */
export function dropSlowReaders(io: Server): () => void {
  const written = new Set<Conn>();
  // One function for all: a closure for each connection would be kept for as long as it lasts.
  function noteWrite(this: Conn): void {
    written.add(this);
  }
  io.engine.on("connection", (conn: Conn) => conn.on("packetCreate", noteWrite));
  const timer = setInterval(() => {
    for (const conn of written) {
      const { packets, bytes } = toBacklog(conn);
      if (packets > BACKLOG_PACKETS || bytes > BACKLOG_BYTES) cutOff(conn);
      if (packets + bytes === 0 || conn.readyState === "closed") written.delete(conn);
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** An orderly end would wait behind all that is not read, and keep it until then. */
export function cutOff(conn: Conn): void {
  const { transport } = conn as unknown as Inside;
  transport.socket?.terminate();
  conn.close(true);
}

function toBacklog(conn: Conn): { packets: number; bytes: number } {
  const { writeBuffer, transport } = conn as unknown as Inside;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += data?.length ?? 0;
  return { packets: writeBuffer.length, bytes };
}
