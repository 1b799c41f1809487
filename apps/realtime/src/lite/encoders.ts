import type { Directory } from "../log/directory.ts";
import { type LogEntry, toEnvelope } from "../log/entry.ts";
import { html } from "../pages/html.ts";
import type { StreamEncoder } from "../transports/streams.ts";
import { type Pen, toEventLines } from "./lines.ts";
import { en } from "./words-en.ts";
import { ja } from "./words-ja.ts";

/** One encoder for each language: what goes to many pages of one language is written once (L11). */
export type LineEncoders = Record<"en" | "ja", StreamEncoder>;

export function createLineEncoders(directory: Directory): LineEncoders {
  const toEncoder = (pen: Pen): StreamEncoder => ({
    page: (page) => toLines(pen, page.entries),
    // Nothing that passes can be taken back from a page that only grows.
    signal: () => null,
  });
  return { en: toEncoder({ words: en, directory }), ja: toEncoder({ words: ja, directory }) };
}

/** Events as lines of HTML. */
export function toLines(pen: Pen, entries: readonly LogEntry[]): Buffer {
  return Buffer.from(html`${entries.map((entry) => toEventLines(pen, toEnvelope(entry), "frame"))}`.toString());
}
