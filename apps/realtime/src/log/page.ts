import { seqOf } from "@hiroba/protocol";
import type { LogEntry } from "./entry.ts";

/**
 * A stretch of the log on its way to devices: `json` is the `EventPage` as text, put together from events that were
 * encoded when they entered this node (L11), so that every transport sends the same characters.
 */
export type RawPage = {
  json: string;
  entries: readonly LogEntry[];
  cursor: string;
  /** The seq in `cursor`. */
  seq: number;
  more: boolean;
  reset: boolean;
};

/** Puts a page together. */
export function encodePage(page: {
  entries: readonly LogEntry[];
  cursor: string;
  more: boolean;
  reset?: boolean;
}): RawPage {
  const { entries, cursor, more, reset = false } = page;
  const events = entries.map((entry) => entry.json).join(",");
  const json = `{"events":[${events}],"cursor":"${cursor}","more":${more}${reset ? ',"reset":true' : ""}}`;
  return { json, entries, cursor, seq: seqOf(cursor), more, reset };
}
