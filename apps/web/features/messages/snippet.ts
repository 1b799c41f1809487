const MAXIMUM_LENGTH = 160;

/** A message's text in one line, without the marks of Markdown. */
export function toSnippet(body: string): string {
  const plain = body
    .slice(0, 3 * MAXIMUM_LENGTH)
    .replace(/(?:```|~~~)[^\n]*\n?/gu, " ")
    .replace(/^[\s|:-]*-{2,}[\s|:-]*$|^\s*\|[\s|:-]+$/gmu, " ")
    .replace(/^\s*\|(.*)\|\s*$/gmu, (_, cells: string) => cells.replaceAll("|", " "))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replace(/^\s*(?:>|#{1,6}\s|[-*+]\s|\d+\.\s)/gmu, "")
    .replace(/(\*\*|__|~~|`)/gu, "")
    .replace(/(?<![\p{L}\p{N}])[*_]([^*_\n]+)[*_](?![\p{L}\p{N}])/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...plain];
  return characters.length > MAXIMUM_LENGTH ? `${characters.slice(0, MAXIMUM_LENGTH).join("")}…` : plain;
}
