/**
 * The line of a part's log that belongs on the terminal as well, if any: warnings and worse. The rest is in the log.
 *
 * @param {string} line
 * @returns {string | undefined}
 */
export function toNotice(line) {
  if (!line.startsWith("{")) return /\b(warn(ing)?|error|fatal|panic)\b/i.test(line) ? line : undefined;
  try {
    const entry = JSON.parse(line);
    return entry.level >= 40 ? [entry.msg, entry.err?.message].filter(Boolean).join(": ") : undefined;
  } catch {
    return undefined;
  }
}
