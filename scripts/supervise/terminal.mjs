import { toPrintable } from "./printable.mjs";

const quietFor = 30_000;

/**
 * Chooses the lines of a part's log that belong on the terminal as well: warnings and worse, each at most twice a minute
 * (a part that waits for the database says so many times). The rest is in the log.
 *
 * @returns {(line: string) => string | undefined}
 */
export function createNoticeFilter() {
  /** @type {Map<string, number>} */
  const shown = new Map();
  return (line) => {
    const found = toNotice(line);
    if (found === undefined) return undefined;
    // What stands escaped in a line of JSON no longer is once it has been read.
    const notice = toPrintable(found);
    const now = Date.now();
    for (const [text, time] of shown) if (now - time > quietFor) shown.delete(text);
    if (shown.has(notice)) return undefined;
    shown.set(notice, now);
    return notice;
  };
}

/** @param {string} line @returns {string | undefined} */
function toNotice(line) {
  if (!line.startsWith("{")) return /\b(warn(ing)?|error|fatal|panic)\b/i.test(line) ? line : undefined;
  try {
    const { level, msg, err } = JSON.parse(line);
    return level >= 40 ? `${msg}${err?.message ? ` (${err.message})` : ""}` : undefined;
  } catch {
    return undefined;
  }
}
