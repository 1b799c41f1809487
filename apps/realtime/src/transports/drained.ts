import type { Writable } from "node:stream";

/** Resolves when what was written to an answer has been taken, or never will be. */
export function drained(answer: Writable): Promise<void> {
  if (!answer.writableNeedDrain || answer.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      answer.off("drain", done).off("close", done);
      resolve();
    };
    answer.on("drain", done).on("close", done);
  });
}
