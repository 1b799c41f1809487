import type { Directory } from "../log/directory.ts";
import { type LogEntry, toEnvelope } from "../log/entry.ts";
import type { RawPage } from "../log/page.ts";
import { html } from "../pages/html.ts";
import { encodeOnce } from "../transports/encode-once.ts";
import { type Pen, toEventLines } from "./lines.ts";
import { en } from "./words-en.ts";
import { ja } from "./words-ja.ts";

/** One for each language: what goes to many pages of one language is written once (L11). */
export type LineEncoders = Record<"en" | "ja", (page: RawPage) => Buffer>;

export function createLineEncoders(directory: Directory): LineEncoders {
  const toEncoder = (pen: Pen) => encodeOnce((page: RawPage) => toLines(pen, page.entries));
  return { en: toEncoder({ words: en, directory }), ja: toEncoder({ words: ja, directory }) };
}

/** Events as lines of HTML. */
export function toLines(pen: Pen, entries: readonly LogEntry[]): Buffer {
  return Buffer.from(html`${entries.map((entry) => toEventLines(pen, toEnvelope(entry), "frame"))}`.toString());
}
