const MAXIMUM_LENGTH = 160;

/** A row of headings, the line of dashes that makes it a table, and the rows below. */
const table = /^([^\n]*\|[^\n]*)\n[ \t|:-]*-[ \t|:-]*(?:\n[^\n]*\|[^\n]*)*(?:\n|$)/gmu;

/** A message's text in one line, without the marks of Markdown. */
export function toSnippet(body: string): string {
  const plain = body
    .slice(0, 3 * MAXIMUM_LENGTH)
    .replace(/(?:```|~~~)[^\n]*\n?/gu, " ")
    .replace(table, (_, headings: string) => `${toHeadings(headings)} …\n`)
    .replace(/^[ \t]*(?:-[ \t]*){3,}$/gmu, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replace(/^\s*(?:>|#{1,6}\s|[-*+]\s|\d+\.\s)/gmu, "")
    .replace(/(\*\*|__|~~|`)/gu, "")
    .replace(/(?<![\p{L}\p{N}])[*_]([^*_\n]+)[*_](?![\p{L}\p{N}])/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...plain];
  return characters.length > MAXIMUM_LENGTH ? `${characters.slice(0, MAXIMUM_LENGTH).join("")}…` : plain;
}

/** A table in a line is known by its headings; its cells in a row would read as nonsense. */
function toHeadings(row: string): string {
  const cells = row.split("|").map((cell) => cell.trim());
  return cells.filter((cell) => cell !== "").join(" · ");
}
