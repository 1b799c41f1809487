import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { toPrintable } from "./printable.mjs";

const limit = 5 * 1024 * 1024;

/**
 * A log of bounded size: past 5 MiB it becomes `<name>.log.1` and begins anew.
 *
 * @param {string} folder
 * @param {string} name
 * @returns {(line: string) => void}
 */
export function createLog(folder, name) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name}.log`);
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return (text) => {
    const line = toPrintable(text);
    if (size > limit) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    // In step with the process that may end at any moment; the parts write little.
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
    size += Buffer.byteLength(line) + 1;
  };
}
