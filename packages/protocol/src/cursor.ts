import { z } from "zod";

/**
 * A device's position in the log (rule L7), written `<epoch>-<seq>` and opaque to clients.
 * The epoch changes when a database is restored, so that a device ahead of the server resets instead of diverging.
 */
export type Cursor = { epoch: string; seq: number };

const pattern = /^([0-9a-z]{1,16})-(0|[1-9][0-9]{0,15})$/;

/** A cursor as text: 1 to 16 characters of epoch, a dash, a decimal seq. */
export const cursorSchema = z.string().regex(pattern, "not a cursor");

/** Reads a cursor; null when there is none, or the text is not one. */
export function readCursor(text: string | null | undefined): Cursor | null {
  const match = pattern.exec(text ?? "");
  if (!match?.[1] || !match[2]) return null;
  return { epoch: match[1], seq: Number(match[2]) };
}

/** The seq of a cursor; 0, before all events, where there is none. */
export function seqOf(text: string | null | undefined): number {
  return readCursor(text)?.seq ?? 0;
}

/** Writes a cursor. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}-${cursor.seq}`;
}
