import type { Writable } from "node:stream";
import type { Socket } from "socket.io";

/** Resolves when what was written to an answer has been taken, or never will be. */
export function answerDrained(answer: Writable): Promise<void> {
  if (!answer.writableNeedDrain || answer.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      answer.off("drain", done).off("close", done);
      resolve();
    };
    answer.on("drain", done).on("close", done);
  });
}

/** Resolves when the transport has taken what was emitted, which it does when what it had before has left. */
export function socketDrained(socket: Socket): Promise<void> {
  const { conn } = socket;
  if ((conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      conn.off("drain", done);
      socket.off("disconnect", done);
      resolve();
    };
    // Of the connection, not of its transport, which a client may exchange meanwhile.
    conn.on("drain", done);
    socket.on("disconnect", done);
  });
}
