import { type Emoji, type Group, groups } from "./emoji-data";

export const COLUMNS = 8;

export type Cell = { emoji: string; label: string; index: number };
export type Line = { kind: "title"; group: `${Group}` | "recent" } | { kind: "emoji"; cells: readonly Cell[] };

/** What the picker shows, line by line: what was found, or the recent ones and every group. */
export function toLines(all: readonly Emoji[], found: readonly Emoji[] | null, recent: readonly string[]): Line[] {
  let index = 0;
  const toRows = (list: readonly Emoji[]): Line[] => {
    const cells = list.map(({ emoji, label }) => ({ emoji, label, index: index++ }));
    const count = Math.ceil(cells.length / COLUMNS);
    return Array.from({ length: count }, (_, row) => ({
      kind: "emoji",
      cells: cells.slice(row * COLUMNS, (row + 1) * COLUMNS),
    }));
  };
  if (found) return toRows(found);
  const used = recent.flatMap((emoji) => all.find((it) => it.emoji === emoji) ?? []);
  const lines: Line[] = used.length > 0 ? [{ kind: "title", group: "recent" }, ...toRows(used)] : [];
  for (const group of groups) {
    lines.push({ kind: "title", group: `${group}` }, ...toRows(all.filter((emoji) => emoji.group === group)));
  }
  return lines;
}

/** The cell that an arrow key leads to; null for other keys, so that the search field has them. */
export function moveInGrid(lines: readonly Line[], active: number, key: string): number | null {
  const rows = lines.flatMap((line) => (line.kind === "emoji" ? [line.cells] : []));
  const row = rows.findIndex((cells) => cells.some(({ index }) => index === active));
  const column = rows[row]?.findIndex(({ index }) => index === active) ?? 0;
  const last = rows.at(-1)?.at(-1)?.index ?? 0;
  if (key === "ArrowRight") return Math.min(active + 1, last);
  if (key === "ArrowLeft") return Math.max(active - 1, 0);
  const target = key === "ArrowDown" ? rows[row + 1] : key === "ArrowUp" ? rows[row - 1] : undefined;
  if (!target) return key === "ArrowDown" || key === "ArrowUp" ? active : null;
  return (target[column] ?? target.at(-1))?.index ?? null;
}
