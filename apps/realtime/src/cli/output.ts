/** What a command of the operator answers: for a program, and as lines for a person. */
export type Answer = { json: unknown; lines: string[] };

/** An answer as text. Nothing in it can steer a terminal, whatever people call themselves. */
export function toText({ json, lines }: Answer, asJson: boolean): string {
  const text = asJson ? JSON.stringify(json, null, 2) : lines.join("\n");
  return `${text.split("\n").map(escapeControls).join("\n")}\n`;
}

/** Makes visible what a terminal would obey or hide: control characters, and those that turn or hide text. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Rows in columns. */
export function toColumns(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => toWidth(row[column] ?? "")));
  const widths = rows[0]?.map((_, column) => widthOf(column)) ?? [];
  const pad = (cell: string, column: number) => cell + " ".repeat((widths[column] ?? 0) - toWidth(cell));
  return rows.map((row) => row.map(pad).join("  ").trimEnd());
}

/** Columns that a terminal gives a text: two for each of the wide scripts of East Asia and for pictures. */
function toWidth(text: string): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}/gu;
  return text.replace(wide, "  ").length;
}
