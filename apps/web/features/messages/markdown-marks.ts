import { insertText, replaceRange } from "@/lib/insert-text";

export type MarkName = "bold" | "italic" | "strike" | "code" | "codeBlock" | "quote" | "list" | "link";

/** Puts the marks of Markdown around what is selected, or takes them off again. */
export function applyMark(field: HTMLTextAreaElement, name: MarkName): void {
  marks[name](field);
}

/** Makes a link of what is selected, if what is pasted over it is an address and nothing else. */
export function linkSelection(field: HTMLTextAreaElement, pasted: string): boolean {
  const selected = field.value.slice(field.selectionStart, field.selectionEnd);
  const isText = selected.trim() !== "" && !selected.includes("\n") && !URL.canParse(selected);
  if (!isText || !/^https?:\/\/\S+$/u.test(pasted)) return false;
  // Its own brackets would end the link.
  insertText(field, `[${selected}](${/[()]/u.test(pasted) ? `<${pasted}>` : pasted})`);
  return true;
}

const marks: Record<MarkName, (field: HTMLTextAreaElement) => void> = {
  bold: (field) => wrap(field, "**"),
  italic: (field) => wrap(field, "_"),
  strike: (field) => wrap(field, "~~"),
  code: (field) => wrap(field, "`"),
  codeBlock: (field) => wrap(field, "\n```\n", "\n```\n"),
  quote: (field) => prefix(field, "> "),
  list: (field) => prefix(field, "- "),
  link,
};

function wrap(field: HTMLTextAreaElement, before: string, after = before): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const selected = value.slice(start, end);
  const wrapped =
    value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after;
  if (wrapped) {
    replaceRange(field, [start - before.length, end + after.length], selected);
    field.setSelectionRange(start - before.length, end - before.length);
    return;
  }
  insertText(field, before + selected + after);
  field.setSelectionRange(start + before.length, end + before.length);
}

function prefix(field: HTMLTextAreaElement, mark: string): void {
  const { selectionStart, selectionEnd, value } = field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const lines = value.slice(start, selectionEnd).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  replaceRange(field, [start, selectionEnd], text);
}

function link(field: HTMLTextAreaElement): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const selected = value.slice(start, end);
  insertText(field, `[${selected}](https://)`);
  const at = selected === "" ? start + 1 : start + selected.length + 3;
  field.setSelectionRange(at, selected === "" ? at : at + "https://".length);
}
